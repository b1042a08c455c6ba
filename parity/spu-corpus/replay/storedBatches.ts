import { encodeBatch } from '../../../src/protocol/batch.ts'
import type { Bytes } from '../../../src/protocol/bytes.ts'
import { crc32c } from '../../../src/protocol/crc32c.ts'
import { encodeRecordList } from '../../../src/protocol/recordList.ts'
import { bytesOf } from '../corpusBytes.ts'
import type { RowBatch } from './rows.ts'

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const

/**
 * Encodes a row's batch. A codec is only named in it: its records stay as they are, and whoever inflates them gives
 * them back (`inflateNothing`). That compressed batches are read right is what the rows of stored batches show.
 * @param from records before this one are left out; the others keep their deltas
 */
export function storedBatch({ base_timestamp, compression, records }: RowBatch, from = 0): Bytes {
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
  const batch = encodeBatch({
    lastOffsetDelta: records.length - 1,
    firstTimestamp: base_timestamp,
    maxTimestamp: base_timestamp < 0 ? -1 : base_timestamp + Math.max(...records.map(({ td }) => td)),
    recordList,
  })
  const view = new DataView(batch.buffer)
  view.setInt16(21, Math.max(0, CODECS.indexOf((compression ?? 'none') as 'none')))
  view.setUint32(17, crc32c(batch, 21))
  return batch
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
