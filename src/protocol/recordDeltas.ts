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
  let growth = 0
  let same = true
  let end = 4
  for (let i = 0; i < count; i++) {
    const at = end
    end = readHead(list, at)
    if (timestampDelta === timestamps[i] && offsetDelta === offsets[i]) continue
    same = false
    const body = 1 + varintSize(timestamps[i]!) + varintSize(offsets[i]!) + end - tailAt
    const by = varintSize(body) + body - (end - at)
    if (by > 0) growth += by
  }
  if (same) return list.subarray(0, end)
  // Old records stand `growth` bytes further on, so that writing from the front never reaches what is still to be
  // read, and whole bodies move with copyWithin: no view per record.
  const target = new Uint8Array(end + growth)
  target.set(list.subarray(0, 4))
  target.set(list.subarray(4, end), 4 + growth)
  let from = 4 + growth
  let to = 4
  for (let i = 0; i < count; i++) {
    const recordEnd = readHead(target, from)
    const attributes = target[bodyAt]!
    const tail = tailAt
    const tailSize = recordEnd - tail
    const offset = offsets[i]!
    const timestamp = timestamps[i]!
    to = writeVarint(target, to, 1 + varintSize(timestamp) + varintSize(offset) + tailSize)
    target[to] = attributes
    to = writeVarint(target, writeVarint(target, to + 1, timestamp), offset)
    if (to !== tail) target.copyWithin(to, tail, recordEnd)
    to += tailSize
    from = recordEnd
  }
  return to === target.length ? target : target.slice(0, to)
}

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
