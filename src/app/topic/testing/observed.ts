import { batchRecordList, decodeBatchHeader } from '../../../protocol/batch.ts'
import type { Bytes } from '../../../protocol/bytes.ts'
import { decodeRecordList } from '../../../protocol/recordList.ts'
import type { ObservedBatch } from '../../../spu/spu.ts'

/** A batch as the SPU tells it to an observer. @param held false: without its bytes */
export function observed(partition: number, batch: Bytes, held = true): ObservedBatch {
  const { baseOffset, lastOffsetDelta } = decodeBatchHeader(batch)
  const deltas = decodeRecordList(batchRecordList(batch)).records.map(({ offsetDelta }) => offsetDelta)
  return {
    partition,
    baseOffset,
    lastOffset: baseOffset + lastOffsetDelta,
    records: deltas.length,
    bytes: batch.length,
    deltas: deltas.length === lastOffsetDelta + 1 ? null : Int32Array.from(deltas),
    batch: held ? batch : null,
  }
}
