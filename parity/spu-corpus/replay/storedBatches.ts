import { encodeBatch } from '../../../src/protocol/batch.ts'
import type { Bytes } from '../../../src/protocol/bytes.ts'
import { encodeRecordList } from '../../../src/protocol/recordList.ts'
import { bytesOf } from '../corpusBytes.ts'
import type { RowBatch } from './rows.ts'

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const

/**
 * Encodes a row's batch. A codec is only named in it: its records stay as they are, and whoever inflates them gives
 * them back (`inflateNothing`). That compressed batches are read right is what the rows of stored batches show.
 * @param from records before this one are left out; the others keep their deltas
 */
export function storedBatch(batch: RowBatch, from = 0): Bytes {
  const { base_timestamp, compression, records, base_offset = 0, last_offset_delta = records.length - 1 } = batch
  const recordList = encodeRecordList(
    records.slice(from).map(({ td, key, value }, i) => ({
      attributes: 0,
      timestampDelta: td,
      offsetDelta: from + i,
      key: key ? bytesOf(key) : null,
      value: bytesOf(value),
      headers: 0,
    })),
  )
  return encodeBatch({
    baseOffset: base_offset,
    lastOffsetDelta: last_offset_delta,
    firstTimestamp: base_timestamp,
    maxTimestamp: base_timestamp < 0 ? -1 : base_timestamp + Math.max(0, ...records.map(({ td }) => td)),
    recordList,
    compression: CODECS.find((codec) => codec === compression) ?? 'none',
  })
}

/** For batches of `storedBatch`. */
export function inflateNothing(_codec: string, records: Uint8Array): Bytes {
  return new Uint8Array(records)
}

/** The stored records of a topic, by offset: key, value and time. */
export function storedRecords(batches: readonly RowBatch[]) {
  return batches.flatMap(({ base_timestamp, records }) =>
    records.map(({ td, key, value }) => ({
      timestamp: base_timestamp + td,
      key: key ? bytesOf(key) : null,
      value: bytesOf(value),
    })),
  )
}
