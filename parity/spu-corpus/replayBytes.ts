import { batchRecordList, encodeBatch, verifyBatch } from '../../src/protocol/batch.ts'
import { fromHex, toHex } from '../../src/protocol/bytes.ts'
import { uncompressedBatch } from '../../src/protocol/compressedBatch.ts'
import { inflate } from '../../src/protocol/compression.ts'
import { partitionForKey, RoundRobin } from '../../src/protocol/partitioner.ts'
import { decodeRecordList, encodeRecordList } from '../../src/protocol/recordList.ts'
import { bytesOf, type KnownBytes } from './corpusBytes.ts'
import { compare, type Difference } from './difference.ts'

// Rows about one function: which partition a key goes to, and what a stored batch says.

interface OneKey {
  readonly partitions: number
  readonly key: KnownBytes | null
  readonly partition: number
}

interface ManyKeys {
  readonly partitions: number
  readonly keys: readonly (KnownBytes | null)[]
  readonly chosen: readonly number[]
  readonly offsets: readonly number[]
}

/** The partition of each key, and for a whole sequence where its record comes to stand there. */
export function replayPartition(row: OneKey | ManyKeys): Difference[] {
  const roundRobin = new RoundRobin()
  const place = (key: KnownBytes | null) =>
    key ? partitionForKey(bytesOf(key), row.partitions) : roundRobin.next(row.partitions)
  if (!('keys' in row)) return compare('partition', row.partition, place(row.key))
  const chosen = row.keys.map(place)
  const ends = Array.from({ length: row.partitions }, () => 0)
  const offsets = chosen.map((partition) => ends[partition]!++)
  return [...compare('chosen', row.chosen, chosen), ...compare('offsets', row.offsets, offsets)]
}

interface StoredBytes {
  readonly codec: string
  readonly base_offset: number
  readonly batch_len: number
  readonly crc: string
  readonly attributes: number
  readonly last_offset_delta: number
  readonly first_timestamp: number
  readonly max_timestamp: number
  readonly records: readonly {
    readonly od: number
    readonly td: number
    readonly key: KnownBytes | null
    readonly value: KnownBytes
  }[]
  readonly hex: string
}

/** Reads a stored batch; where it is not compressed, writes it again and compares the bytes. */
export async function replayBatchBytes(row: StoredBytes): Promise<Difference[]> {
  const stored = fromHex(row.hex)
  const header = verifyBatch(stored)
  const plain = await uncompressedBatch(stored, inflate, 1_048_576)
  const read = decodeRecordList(batchRecordList(plain)).records.map(({ offsetDelta, timestampDelta, key, value }) => ({
    od: offsetDelta,
    td: timestampDelta,
    key: key && toHex(key),
    value: toHex(value),
  }))
  const records = row.records.map(({ od, td, key, value }) => ({
    od,
    td,
    key: key && toHex(bytesOf(key)),
    value: toHex(bytesOf(value)),
  }))
  const differences = [
    ...compare('codec', row.codec, header.compression),
    ...compare('base_offset', row.base_offset, header.baseOffset),
    ...compare('batch_len', row.batch_len, header.batchLength),
    ...compare('crc', row.crc, header.crc.toString(16).padStart(8, '0')),
    ...compare('attributes', row.attributes, header.attributes),
    ...compare('last_offset_delta', row.last_offset_delta, header.lastOffsetDelta),
    ...compare('first_timestamp', row.first_timestamp, header.firstTimestamp),
    ...compare('max_timestamp', row.max_timestamp, header.maxTimestamp),
    ...compare('records', records, read),
  ]
  if (row.codec !== 'none') return differences
  const recordList = encodeRecordList(
    row.records.map(({ od, td, key, value }) => ({
      attributes: 0,
      timestampDelta: td,
      offsetDelta: od,
      key: key && bytesOf(key),
      value: bytesOf(value),
      headers: 0,
    })),
  )
  const written = encodeBatch({
    baseOffset: row.base_offset,
    lastOffsetDelta: row.last_offset_delta,
    firstTimestamp: row.first_timestamp,
    maxTimestamp: row.max_timestamp,
    recordList,
  })
  return [...differences, ...compare('hex', row.hex, toHex(written))]
}
