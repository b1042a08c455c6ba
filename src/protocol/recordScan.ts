import { readI32 } from './bigEndian.ts'
import { DecodeError, TooManyRecordsError } from './decodeError.ts'
import { hopRecord, SMALLEST_RECORD, walkRecordStrictly } from './record.ts'

/**
 * Reads the count of the record list at `at` (i32) and believes it only as far as bytes remain for so many records.
 * @param maxRecords most records the caller wants to see
 * @throws DecodeError when it is negative or larger than the bytes allow; TooManyRecordsError
 */
export function readRecordCount(bytes: Uint8Array, at: number, maxRecords = Number.POSITIVE_INFINITY): number {
  const count = readI32(bytes, at, 'a record count')
  const most = Math.floor((bytes.length - at - 4) / SMALLEST_RECORD)
  if (count < 0 || count > most) throw new DecodeError(at, `a record count of ${count}`, `0 to ${most}`)
  if (count > maxRecords) throw new TooManyRecordsError(at, count, maxRecords)
  return count
}

/**
 * Finds the end of a record list by hopping over the records' lengths; their fields are not looked at.
 * @param at where the list (its count) begins
 * @throws DecodeError; TooManyRecordsError when it has more than `maxRecords`
 */
export function scanRecordList(bytes: Uint8Array, at = 0, maxRecords?: number): { count: number; end: number } {
  const count = readRecordCount(bytes, at, maxRecords)
  let end = at + 4
  for (let i = 0; i < count; i++) end = hopRecord(bytes, end)
  return { count, end }
}

/**
 * Where each record of a list begins; one more entry for the end of the list.
 * @throws DecodeError when the lengths of the list's records are wrong
 */
export function recordStarts(list: Uint8Array): Int32Array<ArrayBuffer> {
  const starts = new Int32Array(readRecordCount(list, 0) + 1)
  let at = 4
  for (let i = 0; i < starts.length; i++) {
    starts[i] = at
    if (i + 1 < starts.length) at = hopRecord(list, at)
  }
  return starts
}

/**
 * As `scanRecordList`, but every field of every record is checked. For lists of strangers.
 * @throws DecodeError; TooManyRecordsError when it has more than `maxRecords`
 */
export function checkRecordList(bytes: Uint8Array, at = 0, maxRecords?: number): { count: number; end: number } {
  const count = readRecordCount(bytes, at, maxRecords)
  let end = at + 4
  for (let i = 0; i < count; i++) end = walkRecordStrictly(bytes, end)
  return { count, end }
}
