import type { Bytes } from './bytes.ts'
import { ownBytes } from './bytes.ts'
import { DecodeError } from './decodeError.ts'
import { readVarint, varintEnd, varintSize, writeVarint } from './varint.ts'

/** A record in a record list. Its offset and time are relative to the batch (or input) that holds the list. */
export interface FluvioRecord {
  /** one signed byte; 0 in all records that Fluvio makes */
  readonly attributes: number
  /** milliseconds after the batch's first timestamp */
  readonly timestampDelta: number
  /** after the batch's base offset */
  readonly offsetDelta: number
  /** null: no key, which is not the same as an empty key */
  readonly key: Bytes | null
  readonly value: Bytes
  /** a plain number; Fluvio has no header structures and writes 0 */
  readonly headers: number
}

/*
 * varint length of what follows; i8 attributes; varint timestamp delta; varint offset delta; u8 key tag (0 none,
 * 1 some); varint key length and key, if tagged; varint value length and value; varint headers.
 */

/** The smallest record: its length in one byte, and one byte for each field. */
export const SMALLEST_RECORD = 7

/** What `walkRecord` saw last: numbers, and the places of key and value. A module-level cursor, to allocate nothing. */
export const walked = {
  attributes: 0,
  timestampDelta: 0,
  offsetDelta: 0,
  /** -1: no key */
  keyAt: -1,
  keyEnd: -1,
  valueAt: 0,
  valueEnd: 0,
  headers: 0,
  /** where the record's length says that it ends */
  saidEnd: 0,
}

/**
 * Where the record at `at` ends according to its length, without a look at its fields.
 * @throws DecodeError when the length is too small for a record or goes beyond the bytes
 */
export function hopRecord(bytes: Uint8Array, at: number): number {
  const length = readVarint(bytes, at)
  const end = varintEnd + length
  if (length < SMALLEST_RECORD - 1 || end > bytes.length) throw badLength(bytes, at, length)
  return end
}

/**
 * Reads the record at `at` field by field into `walked` and returns the place after its last field. Like Fluvio's
 * decoder it asks of the record's length only that so many bytes remain; compare with `walked.saidEnd` to be strict.
 * @throws DecodeError
 */
export function walkRecord(bytes: Uint8Array, at: number): number {
  const length = readVarint(bytes, at)
  const start = varintEnd
  const saidEnd = start + length
  if (length < 0 || saidEnd > bytes.length) throw badLength(bytes, at, length)
  const attributes = bytes[start]
  if (attributes === undefined) throw new DecodeError(start, 'the end of the bytes', 'record attributes')
  walked.saidEnd = saidEnd
  walked.attributes = (attributes << 24) >> 24
  walked.timestampDelta = readVarint(bytes, start + 1)
  walked.offsetDelta = readVarint(bytes, varintEnd)
  let next = varintEnd
  const tag = bytes[next]
  if (tag === 1) {
    next = walkData(bytes, next + 1, 'key')
    walked.keyAt = dataAt
    walked.keyEnd = next
  } else if (tag === 0) {
    next++
    walked.keyAt = -1
    walked.keyEnd = -1
  } else throw badTag(next, tag, 'a key')
  next = walkData(bytes, next, 'value')
  walked.valueAt = dataAt
  walked.valueEnd = next
  walked.headers = readVarint(bytes, next)
  return varintEnd
}

/** As `walkRecord`, and the record's length must be right. @throws DecodeError */
export function walkRecordStrictly(bytes: Uint8Array, at: number): number {
  const end = walkRecord(bytes, at)
  if (end !== walked.saidEnd) {
    throw new DecodeError(at, `a record that ends at byte ${end}`, `the end at byte ${walked.saidEnd} its length gives`)
  }
  return end
}

/** The record that was walked last, with copies of key and value. */
export function walkedRecord(bytes: Uint8Array): FluvioRecord {
  return {
    attributes: walked.attributes,
    timestampDelta: walked.timestampDelta,
    offsetDelta: walked.offsetDelta,
    key: walked.keyAt < 0 ? null : ownBytes(bytes.subarray(walked.keyAt, walked.keyEnd)),
    value: ownBytes(bytes.subarray(walked.valueAt, walked.valueEnd)),
    headers: walked.headers,
  }
}

/** Bytes of a record without its length: what the length says. */
export function recordBodySize(record: Omit<FluvioRecord, 'key' | 'value'> & RecordData): number {
  const { key, value } = record
  return (
    1 +
    varintSize(record.timestampDelta) +
    varintSize(record.offsetDelta) +
    1 +
    (key === null ? 0 : varintSize(key.length) + key.length) +
    varintSize(value.length) +
    value.length +
    varintSize(record.headers)
  )
}

/** Key and value as they may be given for writing: views into any memory. */
interface RecordData {
  readonly key: Uint8Array | null
  readonly value: Uint8Array
}

/** Writes a record and returns the place after it; `bodySize` is its `recordBodySize`. */
export function writeRecord(
  target: Uint8Array,
  at: number,
  record: Omit<FluvioRecord, 'key' | 'value'> & RecordData,
  bodySize: number,
): number {
  let to = writeVarint(target, at, bodySize)
  target[to] = record.attributes
  to = writeVarint(target, to + 1, record.timestampDelta)
  to = writeVarint(target, to, record.offsetDelta)
  target[to++] = record.key === null ? 0 : 1
  if (record.key !== null) to = writeData(target, to, record.key)
  to = writeData(target, to, record.value)
  return writeVarint(target, to, record.headers)
}

function writeData(target: Uint8Array, at: number, data: Uint8Array): number {
  const to = writeVarint(target, at, data.length)
  target.set(data, to)
  return to + data.length
}

/** Where the data that `walkData` passed begins. */
let dataAt = 0

/**
 * Passes a RecordData (varint length, bytes) and returns the place after it.
 * @throws DecodeError
 */
function walkData(bytes: Uint8Array, at: number, what: string): number {
  const length = readVarint(bytes, at)
  dataAt = varintEnd
  const end = dataAt + length
  if (length < 0 || end > bytes.length) {
    throw new DecodeError(at, `a ${what} length of ${length}`, `0 to ${bytes.length - dataAt}`)
  }
  return end
}

/** The error for an option tag that is neither 0 nor 1, or missing. */
export function badTag(at: number, tag: number | undefined, what: string): DecodeError {
  const found = tag === undefined ? 'the end of the bytes' : `a tag of ${tag}`
  return new DecodeError(at, found, `0 or 1 before ${what}`)
}

function badLength(bytes: Uint8Array, at: number, length: number): DecodeError {
  const most = bytes.length - varintEnd
  return new DecodeError(at, `a record length of ${length}`, `${SMALLEST_RECORD - 1} to ${most}`)
}
