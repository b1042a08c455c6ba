import type { Bytes } from '../../protocol/bytes.ts'
import { encodeUtf8 } from '../text/utf8.ts'
import type { LeakSide, SearchedError, SearchedRecord } from './search.ts'

/**
 * A side on its way to the worker: all bytes in one buffer and all numbers in one list, both transferred. Posting the
 * records themselves would copy the whole batch behind each value.
 */
export interface PackedSide {
  readonly bytes: Bytes
  /** per record: partition, offset, length of the key (-1: null), length of the value */
  readonly records: Float64Array<ArrayBuffer>
  /** per error: partition, offset (-1: none), lengths of hint, key (-1: null) and value (-1: none) */
  readonly errors: Float64Array<ArrayBuffer>
}

const RECORD_NUMBERS = 4
const ERROR_NUMBERS = 5

/** Copies a side into buffers of its own. */
export function packSide(side: LeakSide): PackedSide {
  const parts: Uint8Array[] = []
  let total = 0
  const put = (part: Uint8Array | null): number => {
    if (part === null) return -1
    parts.push(part)
    total += part.length
    return part.length
  }
  const records = new Float64Array(side.records.length * RECORD_NUMBERS)
  side.records.forEach(({ partition, offset, key, value }, index) => {
    records.set([partition, offset, put(key), put(value)], index * RECORD_NUMBERS)
  })
  const errors = new Float64Array(side.errors.length * ERROR_NUMBERS)
  side.errors.forEach(({ partition, offset, hint, key, value }, index) => {
    errors.set([partition, offset ?? -1, put(encodeUtf8(hint)), put(key), put(value)], index * ERROR_NUMBERS)
  })
  const bytes = new Uint8Array(total)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return { bytes, records, errors }
}

/** The side again; keys and values are views of one buffer. */
export function unpackSide({ bytes, records, errors }: PackedSide): LeakSide {
  let at = 0
  const take = (length: number): Bytes => {
    at += length
    return bytes.subarray(at - length, at)
  }
  const takeOrNull = (length: number): Bytes | null => (length < 0 ? null : take(length))
  const number = (list: Float64Array, index: number): number => list[index] ?? 0
  const unpackedRecords: SearchedRecord[] = []
  for (let i = 0; i < records.length; i += RECORD_NUMBERS) {
    const key = takeOrNull(number(records, i + 2))
    const value = take(number(records, i + 3))
    unpackedRecords.push({ partition: number(records, i), offset: number(records, i + 1), key, value })
  }
  const decoder = new TextDecoder()
  const unpackedErrors: SearchedError[] = []
  for (let i = 0; i < errors.length; i += ERROR_NUMBERS) {
    const offset = number(errors, i + 1)
    const hint = decoder.decode(take(number(errors, i + 2)))
    const key = takeOrNull(number(errors, i + 3))
    const value = takeOrNull(number(errors, i + 4))
    unpackedErrors.push({ partition: number(errors, i), offset: offset < 0 ? null : offset, hint, key, value })
  }
  return { records: unpackedRecords, errors: unpackedErrors }
}
