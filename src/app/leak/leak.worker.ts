import type { SearchReply, SearchRequest, SideName } from './leakMessages.ts'
import { unpackSide } from './pack.ts'
import { compilePattern } from './pattern.ts'
import { searchSide } from './search.ts'

const SIDES: readonly SideName[] = ['topic', 'consumer']

// A pattern may never come back from a search: whoever started this worker keeps the time and ends it.
self.onmessage = ({ data }: MessageEvent<SearchRequest>) => {
  const pattern = compilePattern(data.source)
  if (pattern === null || 'error' in pattern) return
  for (const side of SIDES) {
    reply({ type: 'begun', side })
    reply({ type: 'counted', side, count: searchSide(pattern, unpackSide(data[side])) })
  }
}

function reply(message: SearchReply): void {
  self.postMessage(message)
}
