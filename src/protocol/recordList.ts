import { writeI32 } from './bigEndian.ts'
import type { Bytes } from './bytes.ts'
import {
  type FluvioRecord,
  hopRecord,
  recordBodySize,
  walkedRecord,
  walkRecordStrictly,
  writeRecord,
} from './record.ts'
import { readRecordCount, scanRecordList } from './recordScan.ts'
import { varintSize } from './varint.ts'

export { readDeltas, withDeltas } from './recordDeltas.ts'
export { checkRecordList, scanRecordList } from './recordScan.ts'
export { type RecordViews, recordViews } from './recordViews.ts'

/*
 * A record list: i32 count, then the records. It is what a SmartModule gets and gives, and the records section of an
 * uncompressed batch. Bytes after the last record are not part of it.
 */

/** Encodes records as a record list. */
export function encodeRecordList(records: readonly FluvioRecord[]): Bytes {
  const bodySizes = new Float64Array(records.length)
  let size = 4
  for (const [i, record] of records.entries()) {
    const body = recordBodySize(record)
    bodySizes[i] = body
    size += varintSize(body) + body
  }
  const list = new Uint8Array(size)
  let at = writeI32(list, 0, records.length)
  for (const [i, record] of records.entries()) at = writeRecord(list, at, record, bodySizes[i]!)
  return list
}

/**
 * Decodes the record list at `at`, strictly: every length must be right. Keys and values are copies.
 * @returns the records, and the place after the last one
 * @throws DecodeError
 */
export function decodeRecordList(bytes: Uint8Array, at = 0): { records: FluvioRecord[]; end: number } {
  const count = readRecordCount(bytes, at)
  const records: FluvioRecord[] = []
  let end = at + 4
  for (let i = 0; i < count; i++) {
    end = walkRecordStrictly(bytes, end)
    records.push(walkedRecord(bytes))
  }
  return { records, end }
}

/**
 * The records `from` to `to - 1` of a list as a list of their own; both are cut to the list's length.
 * @throws DecodeError
 */
export function sliceRecords(list: Uint8Array, from: number, to: number): Bytes {
  const count = readRecordCount(list, 0)
  const first = Math.min(Math.max(from, 0), count)
  const last = Math.min(Math.max(to, first), count)
  let start = 4
  for (let i = 0; i < first; i++) start = hopRecord(list, start)
  let end = start
  for (let i = first; i < last; i++) end = hopRecord(list, end)
  const slice = new Uint8Array(4 + end - start)
  writeI32(slice, 0, last - first)
  slice.set(list.subarray(start, end), 4)
  return slice
}

/**
 * The records of all lists, in order, as one list. Deltas stay as they are.
 * @throws DecodeError
 */
export function concatRecordLists(lists: readonly Uint8Array[]): Bytes {
  const scans = lists.map((list) => scanRecordList(list))
  let count = 0
  let size = 4
  for (const scan of scans) {
    count += scan.count
    size += scan.end - 4
  }
  const whole = new Uint8Array(size)
  let at = writeI32(whole, 0, count)
  for (const [i, scan] of scans.entries()) {
    whole.set(lists[i]!.subarray(4, scan.end), at)
    at += scan.end - 4
  }
  return whole
}
