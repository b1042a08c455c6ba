import { encodeBatch } from '../../../src/protocol/batch.ts'
import type { Bytes } from '../../../src/protocol/bytes.ts'
import type { Codec } from '../../../src/protocol/compressedBatch.ts'
import { encodeRecordList } from '../../../src/protocol/recordList.ts'
import { bytesOf, type KnownBytes } from '../corpusBytes.ts'
import { deflate } from './deflate.ts'

/** A batch as rows write what a client sent. */
export interface WrittenBatch {
  readonly base_timestamp: number
  readonly compression?: string | null
  /** absent: 0 */
  readonly base_offset?: number
  /** absent: the number of records less one */
  readonly last_offset_delta?: number
  readonly records: readonly { readonly td: number; readonly key: KnownBytes | null; readonly value: KnownBytes }[]
}

export interface WrittenRecord {
  readonly od: number
  readonly td: number
  readonly key: KnownBytes | null
  readonly value: KnownBytes
}

export interface WrittenStoredBatch {
  readonly base_offset: number
  readonly last_offset_delta: number
  readonly first_timestamp: number
  readonly max_timestamp: number
  readonly attributes: number
  readonly records: readonly WrittenRecord[]
}

/** A log as rows write it. */
export interface WrittenStored {
  readonly batches: readonly WrittenStoredBatch[]
  readonly end_offset: number
  readonly segment_hex: string
}

/** The bytes a client sent. */
export async function requestBatch(written: WrittenBatch): Promise<Bytes> {
  const { records, base_timestamp, base_offset = 0, last_offset_delta = records.length - 1 } = written
  const recordList = encodeRecordList(records.map((record, i) => recordOf({ ...record, od: i })))
  const fields = {
    baseOffset: base_offset,
    lastOffsetDelta: last_offset_delta,
    firstTimestamp: base_timestamp,
    maxTimestamp: base_timestamp + Math.max(0, ...records.map(({ td }) => td)),
  }
  if (!written.compression) return encodeBatch({ ...fields, recordList })
  const compression = written.compression as Codec
  return encodeBatch({ ...fields, recordList: await deflate(compression, recordList), compression })
}

/** The bytes of a stored batch that is not compressed. */
export function storedBytes(batch: WrittenStoredBatch): Bytes {
  return encodeBatch({
    baseOffset: batch.base_offset,
    lastOffsetDelta: batch.last_offset_delta,
    firstTimestamp: batch.first_timestamp,
    maxTimestamp: batch.max_timestamp,
    recordList: encodeRecordList(batch.records.map(recordOf)),
  })
}

function recordOf({ od, td, key, value }: WrittenRecord) {
  return {
    attributes: 0,
    timestampDelta: td,
    offsetDelta: od,
    key: key && bytesOf(key),
    value: bytesOf(value),
    headers: 0,
  }
}
