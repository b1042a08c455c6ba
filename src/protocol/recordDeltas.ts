import type { Bytes } from './bytes.ts'
import { DecodeError } from './decodeError.ts'
import { hopRecord } from './record.ts'
import { readRecordCount } from './recordScan.ts'
import { readVarint, varintEnd, varintSize, writeVarint } from './varint.ts'

/**
 * The offset and timestamp deltas of a record list's records, in order.
 * @throws DecodeError, also when an offset delta needs more than 32 bits (Fluvio's writer cannot write those)
 */
export function readDeltas(list: Uint8Array): {
  offsets: Int32Array<ArrayBuffer>
  timestamps: Float64Array<ArrayBuffer>
} {
  const count = readRecordCount(list, 0)
  const offsets = new Int32Array(count)
  const timestamps = new Float64Array(count)
  let at = 4
  for (let i = 0; i < count; i++) {
    const end = hopRecord(list, at)
    timestamps[i] = readVarint(list, varintEnd + 1)
    const offsetAt = varintEnd
    const offset = readVarint(list, offsetAt)
    if (varintEnd > end) throw overrun(at, end)
    if (offset !== (offset | 0)) throw new DecodeError(offsetAt, `an offset delta of ${offset}`, '32 bits')
    offsets[i] = offset
    at = end
  }
  return { offsets, timestamps }
}

/**
 * The same records with other deltas; attributes, keys, values and headers are kept byte for byte.
 * @returns a list of its own; the bytes of `list` where they have these deltas already, which is the usual case
 * @param offsets one offset delta a record
 * @param timestamps one timestamp delta a record, in milliseconds
 * @throws DecodeError; RangeError when there are not as many deltas as records
 */
export function withDeltas(list: Bytes, offsets: Int32Array, timestamps: Float64Array): Bytes {
  const count = readRecordCount(list, 0)
  if (offsets.length !== count || timestamps.length !== count) {
    throw new RangeError(`${count} records, ${offsets.length} offsets and ${timestamps.length} timestamps`)
  }
  let same = true
  let end = 4
  for (let i = 0; i < count; i++) {
    end = readHead(list, end)
    if (timestampDelta !== timestamps[i] || offsetDelta !== offsets[i]) same = false
  }
  if (same) return list.subarray(0, end)
  const target = new Uint8Array(end + count * MOST_GROWTH)
  target.set(list.subarray(0, 4))
  let at = 4
  let to = 4
  for (let i = 0; i < count; i++) {
    at = readHead(list, at)
    const offset = offsets[i]!
    const timestamp = timestamps[i]!
    to = writeVarint(target, to, 1 + varintSize(timestamp) + varintSize(offset) + at - tailAt)
    target[to] = list[bodyAt]!
    to = writeVarint(target, writeVarint(target, to + 1, timestamp), offset)
    target.set(list.subarray(tailAt, at), to)
    to += at - tailAt
  }
  return target.slice(0, to)
}

/** Bytes by which a record's deltas and length can grow. */
const MOST_GROWTH = 15

/** Set by `readHead`: where the record's attributes stand, its deltas, and where the bytes after them begin. */
let bodyAt = 0
let timestampDelta = 0
let offsetDelta = 0
let tailAt = 0

/** Reads a record up to its deltas and returns where it ends. @throws DecodeError */
function readHead(bytes: Uint8Array, at: number): number {
  const end = hopRecord(bytes, at)
  bodyAt = varintEnd
  timestampDelta = readVarint(bytes, bodyAt + 1)
  offsetDelta = readVarint(bytes, varintEnd)
  tailAt = varintEnd
  if (tailAt > end) throw overrun(at, end)
  return end
}

function overrun(at: number, end: number): DecodeError {
  return new DecodeError(at, 'deltas longer than their record', `the record to end at byte ${end}`)
}
