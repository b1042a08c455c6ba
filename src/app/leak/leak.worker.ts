import type { SearchReply, SearchRequest } from './leakMessages.ts'
import { compilePattern } from './pattern.ts'
import { recordsIn } from './recordsIn.ts'
import { searchSide } from './search.ts'

// A pattern may never come back from a search: whoever started this worker keeps the time and ends it.
self.onmessage = ({ data: { source, partition, batches, errors } }: MessageEvent<SearchRequest>) => {
  const pattern = compilePattern(source)
  if (pattern === null || 'error' in pattern) return
  reply({ type: 'begun' })
  reply({ type: 'counted', count: searchSide(pattern, { records: recordsIn(partition, batches), errors }) })
}

function reply(message: SearchReply): void {
  self.postMessage(message)
}
