import {
  AT,
  type BatchCodec,
  type BatchHeader,
  codecBits,
  decodeBatchHeader,
  MAGIC,
  SCHEMA_ATTRIBUTE,
  UNCOUNTED,
} from './batchHeader.ts'
import { writeI16, writeI32, writeI64 } from './bigEndian.ts'
import type { Bytes } from './bytes.ts'
import { crc32c } from './crc32c.ts'
import { DecodeError } from './decodeError.ts'
import { recordBodySize, writeRecord } from './record.ts'
import { checkRecordList } from './recordScan.ts'
import { varintSize } from './varint.ts'

export { type BatchHeader, decodeBatchHeader } from './batchHeader.ts'
export { splitBatches } from './splitBatches.ts'

/** What a batch says about its records. Everything not given has the value a Fluvio producer writes. */
export interface BatchFields {
  /** default 0; an SPU sets it when it appends (`setBaseOffset`) */
  readonly baseOffset?: number
  /** -1 without records */
  readonly lastOffsetDelta: number
  /** milliseconds; -1 for none */
  readonly firstTimestamp: number
  /** milliseconds; -1 for none */
  readonly maxTimestamp: number
  readonly schemaId?: number
  /** how the record list given is compressed; default: none */
  readonly compression?: BatchCodec
}

/** Encodes a batch around a record list, with its crc. */
export function encodeBatch(fields: BatchFields & { readonly recordList: Uint8Array }): Bytes {
  const recordsAt = fields.schemaId === undefined ? AT.records : AT.records + 4
  const batch = new Uint8Array(recordsAt + fields.recordList.length)
  batch.set(fields.recordList, recordsAt)
  writeHeader(batch, fields)
  return batch
}

/** Bytes to leave before a record list, so that `encodeBatchAround` need not copy it. */
export const BATCH_HEADROOM = AT.records

/**
 * As `encodeBatch`, but takes the list's buffer where it can: where the list stands at its end, with BATCH_HEADROOM bytes
 * before it, the header is written there. The list must not be used for anything else.
 */
export function encodeBatchAround(recordList: Bytes, fields: Omit<BatchFields, 'schemaId'>): Bytes {
  const { buffer, byteOffset, byteLength } = recordList
  if (byteOffset !== BATCH_HEADROOM || byteOffset + byteLength !== buffer.byteLength) {
    return encodeBatch({ ...fields, recordList })
  }
  const batch = new Uint8Array(buffer)
  writeHeader(batch, fields)
  return batch
}

/** A record as a producer has it. */
export interface ProducedRecord {
  readonly key: Uint8Array | null
  readonly value: Uint8Array
  /** milliseconds; the first record's becomes the batch's first timestamp */
  readonly timestamp: number
}

/**
 * The batch a producer sends for these records: offset deltas 0, 1, 2 …, times relative to the first record's.
 * Without records: last offset delta and timestamps are -1.
 */
export function buildBatch(records: readonly ProducedRecord[], baseOffset = 0): Bytes {
  const firstTimestamp = records[0]?.timestamp ?? -1
  let maxTimestamp = firstTimestamp
  let size = AT.records + 4
  const parts = records.map(({ key, value, timestamp }, offsetDelta) => {
    if (timestamp > maxTimestamp) maxTimestamp = timestamp
    const record = { attributes: 0, timestampDelta: timestamp - firstTimestamp, offsetDelta, key, value, headers: 0 }
    const bodySize = recordBodySize(record)
    size += varintSize(bodySize) + bodySize
    return { record, bodySize }
  })
  const batch = new Uint8Array(size)
  let at = writeI32(batch, AT.records, records.length)
  for (const { record, bodySize } of parts) at = writeRecord(batch, at, record, bodySize)
  writeHeader(batch, { baseOffset, lastOffsetDelta: records.length - 1, firstTimestamp, maxTimestamp })
  return batch
}

/**
 * The record list of the batch at `at`, as a view.
 * @throws DecodeError when the header is wrong, or the batch is compressed (`found` names the codec)
 */
export function batchRecordList(bytes: Uint8Array, at = 0): Uint8Array {
  const header = decodeBatchHeader(bytes, at)
  if (header.compression !== 'none') {
    throw new DecodeError(at + AT.attributes, `records compressed with ${header.compression}`, 'uncompressed records')
  }
  return bytes.subarray(header.recordsAt, header.end)
}

/**
 * Checks the batch at `at`: header, crc and, if it is not compressed, every record; the records must fill it.
 * @throws DecodeError
 */
export function verifyBatch(bytes: Uint8Array, at = 0): BatchHeader {
  const header = decodeBatchHeader(bytes, at)
  const crc = crc32c(bytes, at + AT.attributes, header.end)
  if (crc !== header.crc) {
    throw new DecodeError(at + AT.crc, `crc ${hex32(header.crc)}`, `${hex32(crc)} for these bytes`)
  }
  if (header.compression === 'none') {
    const { end } = checkRecordList(bytes.subarray(0, header.end), header.recordsAt)
    if (end !== header.end) throw new DecodeError(end, `${header.end - end} bytes after the last record`, 'none')
  }
  return header
}

/** Gives a batch its place in a partition, in place. The crc does not cover it. */
export function setBaseOffset(batch: Uint8Array, offset: number): void {
  writeI64(batch, 0, offset)
}

/** Writes everything before the records of a batch; the crc last, because it covers what comes after it. */
function writeHeader(batch: Uint8Array, fields: BatchFields): void {
  let at = writeI64(batch, 0, fields.baseOffset ?? 0)
  at = writeI32(batch, at, batch.length - UNCOUNTED)
  at = writeI32(batch, at, -1)
  batch[at] = MAGIC
  const schema = fields.schemaId === undefined ? 0 : SCHEMA_ATTRIBUTE
  at = writeI16(batch, AT.attributes, schema | codecBits(fields.compression ?? 'none'))
  at = writeI32(batch, at, fields.lastOffsetDelta)
  at = writeI64(batch, at, fields.firstTimestamp)
  at = writeI64(batch, at, fields.maxTimestamp)
  at = writeI64(batch, at, -1)
  at = writeI16(batch, at, -1)
  at = writeI32(batch, at, -1)
  if (fields.schemaId !== undefined) writeI32(batch, at, fields.schemaId)
  writeI32(batch, AT.crc, crc32c(batch, AT.attributes))
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0')
}

/**
 * The headers of the batches of a record set as a client of Fluvio 0.18 reads it: a last batch that is cut off counts
 * when its header is whole; its `end` is then where the bytes end.
 * @throws DecodeError when a header is wrong
 */
export function batchHeaders(bytes: Uint8Array): BatchHeader[] {
  const headers: BatchHeader[] = []
  for (let at = 0; at + AT.records <= bytes.length; at = headers.at(-1)!.end) {
    headers.push(decodeBatchHeader(bytes, at, true))
  }
  return headers
}
