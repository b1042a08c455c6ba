import { DecodeError } from './decodeError.ts'

/*
 * Fluvio's varint: a signed 64 bit number in zigzag form (0, -1, 1, -2 … as 0, 1, 2, 3 …), 7 bits a byte, low bits
 * first, the high bit of a byte set when more follow. At most 10 bytes. Fluvio's own writer is wrong from 2^31 up and
 * its reader is right; this writer is right for every safe integer.
 */

const LONGEST = 10
const TWO_32 = 0x1_0000_0000

/** The place after the varint that `readVarint` read last: a second result without an allocation. */
export let varintEnd = 0

/**
 * Reads the varint at `at`; `varintEnd` is then the place after it. Exact within ±2^53, the nearest double beyond.
 * @throws DecodeError when the bytes end in it or it has more than 10 bytes
 */
export function readVarint(bytes: Uint8Array, at: number): number {
  const first = bytes[at]
  if (first !== undefined && first < 0x80) {
    varintEnd = at + 1
    return (first >>> 1) ^ -(first & 1)
  }
  const second = bytes[at + 1]
  if (first !== undefined && second !== undefined && second < 0x80) {
    const zigzag = (first & 0x7f) | (second << 7)
    varintEnd = at + 2
    return (zigzag >>> 1) ^ -(zigzag & 1)
  }
  return readLongVarint(bytes, at)
}

/** As `readVarint`, for any size; kept apart so that the usual sizes stay small enough to be inlined. */
function readLongVarint(bytes: Uint8Array, at: number): number {
  let low = 0
  let high = 0
  for (let i = 0; i < LONGEST; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) throw new DecodeError(Math.min(at + i, bytes.length), 'the end of the bytes', 'a varint')
    const bits = byte & 0x7f
    const shift = 7 * i
    if (shift < 32) low |= bits << shift
    if (shift >= 32) high |= bits << (shift - 32)
    else if (shift > 25) high |= bits >>> (32 - shift)
    if (byte < 0x80) {
      varintEnd = at + i + 1
      const sign = -(low & 1)
      const signedHigh = (high >>> 1) ^ sign
      const unsignedLow = (((low >>> 1) | (high << 31)) ^ sign) >>> 0
      return signedHigh * TWO_32 + unsignedLow
    }
  }
  throw new DecodeError(at, `more than ${LONGEST} bytes with the high bit set`, 'a varint')
}

/** Writes a safe integer as a varint and returns the place after it. The target must have room (`varintSize`). */
export function writeVarint(target: Uint8Array, at: number, value: number): number {
  let to = at
  if (value === (value | 0)) {
    let rest = ((value << 1) ^ (value >> 31)) >>> 0
    while (rest > 0x7f) {
      target[to++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    target[to++] = rest
    return to
  }
  const wholeHigh = Math.floor(value / TWO_32)
  const wholeLow = (value - wholeHigh * TWO_32) | 0
  const sign = wholeHigh >> 31
  let high = (((wholeHigh << 1) | (wholeLow >>> 31)) ^ sign) >>> 0
  let low = ((wholeLow << 1) ^ sign) >>> 0
  while (high !== 0 || low > 0x7f) {
    target[to++] = (low & 0x7f) | 0x80
    low = ((low >>> 7) | (high << 25)) >>> 0
    high >>>= 7
  }
  target[to++] = low
  return to
}

/** How many bytes `writeVarint` takes for a safe integer: 1 to 8. */
export function varintSize(value: number): number {
  if (value === (value | 0)) {
    const zigzag = ((value << 1) ^ (value >> 31)) >>> 0
    if (zigzag < 0x80) return 1
    if (zigzag < 0x4000) return 2
    if (zigzag < 0x20_0000) return 3
    return zigzag < 0x1000_0000 ? 4 : 5
  }
  // magnitude m of the zigzag form 2m or 2m - 1 (as doubles, so that 2^53 is no trouble): 7 bits a byte
  const magnitude = value < 0 ? -value - 1 : value
  let size = 1
  for (let limit = 0x40; magnitude >= limit; limit *= 0x80) size++
  return size
}
