import { decodeBatchHeader } from '../../protocol/batch.ts'
import { recordViews } from '../../protocol/recordList.ts'
import type { SearchedRecord } from './search.ts'

/** The records of batches, as views, one after the other. @throws DecodeError */
export function* recordsIn(partition: number, batches: readonly Uint8Array[]): Generator<SearchedRecord> {
  for (const batch of batches) {
    const { baseOffset, recordsAt, end } = decodeBatchHeader(batch)
    const views = recordViews(batch.subarray(recordsAt, end))
    for (let i = 0; i < views.count; i++) {
      yield { partition, offset: baseOffset + views.offsetDelta(i), key: views.key(i), value: views.value(i) }
    }
  }
}
