import { needBytes, readI32, readI64, readU16 } from './bigEndian.ts'
import { type Bytes, ownBytes } from './bytes.ts'
import { DecodeError } from './decodeError.ts'
import { badTag, walked, walkedRecord, walkRecord } from './record.ts'
import { encodeRecordList } from './recordList.ts'
import { readRecordCount } from './recordScan.ts'
import { readVarint, varintEnd } from './varint.ts'

/*
 * What a SmartModule gives: a record list (the successes), an option of a TransformError, and for an aggregate from
 * version 16 on its accumulator (i32 length, bytes). Bytes after that are ignored, as an SPU does. The record list is
 * byte for byte the next module's input.
 */

/** The error that a transform returned for one record. */
export interface TransformError {
  /** the Debug form of the module's error; its first line is the message */
  readonly hint: string
  /** base offset + offset delta, as the module saw it */
  readonly offset: number
  /** not to be trusted: generations number the kinds differently */
  readonly kindByte: number
  readonly key: Bytes | null
  readonly value: Bytes
}

export interface OutputFormat {
  /** an accumulator follows */
  readonly aggregate: boolean
  /** generation 2021-raw: the record list and nothing else */
  readonly raw2021?: boolean
  /** most records to accept */
  readonly maxRecords?: number
}

export interface SmartModuleOutput {
  /** the record list is bytes 0 to listEnd - 1 */
  readonly listEnd: number
  readonly count: number
  /** offset deltas of the records; null when one needs more than 32 bits */
  readonly offsets: Int32Array<ArrayBuffer> | null
  /**
   * The record list with right lengths, if the module wrote wrong ones, else null. An SPU ignores lengths that are
   * wrong but not too long; everything here relies on them, so that this list must be used instead.
   */
  readonly rewritten: Bytes | null
  readonly error: TransformError | null
  /** a copy; null when none follows */
  readonly accumulator: Bytes | null
  readonly end: number
}

/**
 * Decodes a transform's output without making records of it.
 * @param bytes what the module passed to `copy_records`; nothing of it is kept
 * @throws DecodeError; TooManyRecordsError when it has more than `maxRecords`
 */
export function decodeOutput(bytes: Uint8Array, format: OutputFormat): SmartModuleOutput {
  const count = readRecordCount(bytes, 0, format.maxRecords)
  const deltas = new Int32Array(count)
  let listEnd = 4
  let lengthsRight = true
  let deltasFit = true
  for (let i = 0; i < count; i++) {
    listEnd = walkRecord(bytes, listEnd)
    if (listEnd !== walked.saidEnd) lengthsRight = false
    deltas[i] = walked.offsetDelta
    if (deltas[i] !== walked.offsetDelta) deltasFit = false
  }
  const offsets = deltasFit ? deltas : null
  const rewritten = lengthsRight ? null : rewriteList(bytes, count)
  if (format.raw2021 === true)
    return { listEnd, count, offsets, rewritten, error: null, accumulator: null, end: listEnd }
  end = listEnd + 1
  const error = readTag(bytes, listEnd, 'an error') ? readTransformError(bytes, end) : null
  const accumulator = format.aggregate ? readBytes(bytes, end, 'accumulator') : null
  return { listEnd, count, offsets, rewritten, error, accumulator, end }
}

/** Decodes what `init` left when it answered -2. @throws DecodeError */
export function decodeInitOutput(bytes: Uint8Array): { hint: string } {
  return { hint: readHint(bytes, 0) }
}

/** The error that `look_back` returned for one record. */
export interface LookBackError {
  readonly hint: string
  readonly offset: number
  readonly key: Bytes | null
  readonly value: Bytes
}

/** Decodes what `look_back` left when it answered -99. @throws DecodeError */
export function decodeLookBackOutput(bytes: Uint8Array): LookBackError {
  const hint = readHint(bytes, 0)
  const offset = readI64(bytes, end, 'an offset')
  end += 8
  return { hint, offset, key: readKey(bytes), value: readData(bytes, 'value') }
}

/** Where the readers below stopped. */
let end = 0

function readTransformError(bytes: Uint8Array, at: number): TransformError {
  const hint = readHint(bytes, at)
  const offset = readI64(bytes, end, 'an offset')
  needBytes(bytes, end + 8, 1, 'a SmartModule kind')
  const kindByte = bytes[end + 8]!
  end += 9
  return { hint, offset, kindByte, key: readKey(bytes), value: readData(bytes, 'value') }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Fluvio's text for a text that is not UTF-8. */
export const NOT_UTF8 = 'stream did not contain valid UTF-8'

/** A text whose length is read as unsigned 16 bits, which also reads what Fluvio writes and cannot read. */
function readHint(bytes: Uint8Array, at: number): string {
  const length = readU16(bytes, at, 'a text length')
  needBytes(bytes, at + 2, length, 'a text')
  end = at + 2 + length
  try {
    return decoder.decode(bytes.subarray(at + 2, end))
  } catch {
    throw new DecodeError(at + 2, 'text that is not UTF-8', 'UTF-8', NOT_UTF8)
  }
}

function readTag(bytes: Uint8Array, at: number, what: string): boolean {
  const tag = bytes[at]
  if (tag !== 0 && tag !== 1) throw badTag(Math.min(at, bytes.length), tag, what)
  return tag === 1
}

function readKey(bytes: Uint8Array): Bytes | null {
  const tagged = readTag(bytes, end, 'a key')
  end++
  return tagged ? readData(bytes, 'key') : null
}

/** RecordData: varint length, bytes. */
function readData(bytes: Uint8Array, what: string): Bytes {
  const length = readVarint(bytes, end)
  const start = varintEnd
  if (length < 0 || start + length > bytes.length) {
    throw new DecodeError(end, `a ${what} length of ${length}`, `0 to ${bytes.length - start}`)
  }
  end = start + length
  return ownBytes(bytes.subarray(start, end))
}

/** i32 length, bytes; a length below 1 reads as empty, as in Fluvio. */
function readBytes(bytes: Uint8Array, at: number, what: string): Bytes {
  const length = Math.max(0, readI32(bytes, at, `an ${what} length`))
  needBytes(bytes, at + 4, length, `an ${what}`)
  end = at + 4 + length
  return ownBytes(bytes.subarray(at + 4, end))
}

function rewriteList(bytes: Uint8Array, count: number): Bytes {
  const records = []
  let at = 4
  for (let i = 0; i < count; i++) {
    at = walkRecord(bytes, at)
    records.push(walkedRecord(bytes))
  }
  return encodeRecordList(records)
}
