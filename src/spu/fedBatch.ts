import { type BatchHeader, decodeBatchHeader, encodeBatchAround } from '../protocol/batch.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { readDeltas, sliceRecords } from '../protocol/recordList.ts'
import type { StoredBatch } from '../storage/recordLog.ts'

/** What of a stored batch a stream is about: its records from the start offset on. */
export interface FedBatch {
  readonly header: BatchHeader
  /** record list, with the deltas of the stored batch; a view of it, unless it was trimmed */
  readonly records: Bytes
  /** offset deltas of the records */
  readonly offsets: Int32Array<ArrayBuffer>
  /** timestamp deltas of the records, ms */
  readonly timestamps: Float64Array<ArrayBuffer>
  readonly baseOffset: number
  readonly lastOffset: number
  /** true when records before the start were left out */
  readonly trimmed: boolean
}

/**
 * Cuts a stored batch to a stream's start. A real SPU would pass the whole batch through the SmartModules; here a
 * stream sees no record before its start.
 * @param start first offset wanted; records before it are left out
 * @throws DecodeError
 */
export function feed({ batch, baseOffset, lastOffset }: StoredBatch, start: number): FedBatch {
  const header = decodeBatchHeader(batch)
  const list = batch.subarray(header.recordsAt, header.end)
  const all = readDeltas(list)
  const skipped = start <= baseOffset ? 0 : all.offsets.findIndex((delta) => baseOffset + delta >= start)
  if (skipped === 0) {
    return { header, records: list, ...all, baseOffset, lastOffset, trimmed: false }
  }
  const from = skipped < 0 ? all.offsets.length : skipped
  return {
    header,
    records: sliceRecords(list, from, all.offsets.length),
    offsets: all.offsets.slice(from),
    timestamps: all.timestamps.slice(from),
    baseOffset,
    lastOffset,
    trimmed: true,
  }
}

/** A batch with the header of a fed one around other records, whose buffer it takes where it can. */
export function frameBatch({ header }: FedBatch, recordList: Bytes): Bytes {
  const { baseOffset, lastOffsetDelta, firstTimestamp, maxTimestamp } = header
  return encodeBatchAround(recordList, { baseOffset, lastOffsetDelta, firstTimestamp, maxTimestamp })
}
