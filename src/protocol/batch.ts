import { AT, type BatchHeader, decodeBatchHeader, MAGIC, SCHEMA_ATTRIBUTE, UNCOUNTED } from './batchHeader.ts'
import { readI32, writeI16, writeI32, writeI64 } from './bigEndian.ts'
import type { Bytes } from './bytes.ts'
import { crc32c } from './crc32c.ts'
import { DecodeError } from './decodeError.ts'
import { recordBodySize, writeRecord } from './record.ts'
import { checkRecordList } from './recordScan.ts'
import { varintSize } from './varint.ts'

export { type BatchHeader, decodeBatchHeader } from './batchHeader.ts'

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
}

/** Encodes an uncompressed batch around a record list, with its crc. */
export function encodeBatch(fields: BatchFields & { readonly recordList: Uint8Array }): Bytes {
  const recordsAt = fields.schemaId === undefined ? AT.records : AT.records + 4
  const batch = new Uint8Array(recordsAt + fields.recordList.length)
  batch.set(fields.recordList, recordsAt)
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

/**
 * The batches that stand back to back in a record set or segment file, as views. A last one that is cut off is left
 * out without an error, as Fluvio does.
 * @throws DecodeError when a batch length is too small for a header
 */
export function splitBatches<T extends ArrayBufferLike>(bytes: Uint8Array<T>): Uint8Array<T>[] {
  const batches: Uint8Array<T>[] = []
  let at = 0
  while (at + UNCOUNTED <= bytes.length) {
    const length = readI32(bytes, at + AT.length, 'a batch length')
    const least = AT.records - UNCOUNTED
    if (length < least) throw new DecodeError(at + AT.length, `a batch length of ${length}`, `at least ${least}`)
    const end = at + UNCOUNTED + length
    if (end > bytes.length) break
    batches.push(bytes.subarray(at, end))
    at = end
  }
  return batches
}

/** Writes everything before the records of a batch; the crc last, because it covers what comes after it. */
function writeHeader(batch: Uint8Array, fields: BatchFields): void {
  let at = writeI64(batch, 0, fields.baseOffset ?? 0)
  at = writeI32(batch, at, batch.length - UNCOUNTED)
  at = writeI32(batch, at, -1)
  batch[at] = MAGIC
  at = writeI16(batch, AT.attributes, fields.schemaId === undefined ? 0 : SCHEMA_ATTRIBUTE)
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
