import { DecodeError } from './decodeError.ts'

/*
 * Fluvio writes numbers in big endian order. Reading is checked against the end of the bytes; writing is not, because
 * callers have sized the target. 64 bit numbers are JavaScript numbers: exact up to ±2^53, the nearest double beyond.
 */

const TWO_32 = 0x1_0000_0000

/**
 * Asserts that `size` bytes remain from `at`.
 * @param what named in the error, as in "a record count"
 * @throws DecodeError
 */
export function needBytes(bytes: Uint8Array, at: number, size: number, what: string): void {
  const left = Math.max(0, bytes.length - at)
  if (left < size) throw new DecodeError(Math.min(at, bytes.length), `${left} bytes left`, `${what} of ${size} bytes`)
}

/** Signed 8 bit number. @throws DecodeError at the end of the bytes */
export function readI8(bytes: Uint8Array, at: number, what: string): number {
  needBytes(bytes, at, 1, what)
  return (bytes[at]! << 24) >> 24
}

/** Signed 16 bit number. @throws DecodeError at the end of the bytes */
export function readI16(bytes: Uint8Array, at: number, what: string): number {
  return (readU16(bytes, at, what) << 16) >> 16
}

/** Unsigned 16 bit number. @throws DecodeError at the end of the bytes */
export function readU16(bytes: Uint8Array, at: number, what: string): number {
  needBytes(bytes, at, 2, what)
  return (bytes[at]! << 8) | bytes[at + 1]!
}

/** Signed 32 bit number. @throws DecodeError at the end of the bytes */
export function readI32(bytes: Uint8Array, at: number, what: string): number {
  needBytes(bytes, at, 4, what)
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
}

/** Signed 64 bit number. @throws DecodeError at the end of the bytes */
export function readI64(bytes: Uint8Array, at: number, what: string): number {
  needBytes(bytes, at, 8, what)
  return readI32(bytes, at, what) * TWO_32 + (readI32(bytes, at + 4, what) >>> 0)
}

/** Writes the low 16 bits of a number and returns the place after them. */
export function writeI16(target: Uint8Array, at: number, value: number): number {
  target[at] = value >> 8
  target[at + 1] = value
  return at + 2
}

/** Writes the low 32 bits of a number, signed or not, and returns the place after them. */
export function writeI32(target: Uint8Array, at: number, value: number): number {
  target[at] = value >> 24
  target[at + 1] = value >> 16
  target[at + 2] = value >> 8
  target[at + 3] = value
  return at + 4
}

/** Writes a safe integer as 64 bits, two's complement, and returns the place after them. */
export function writeI64(target: Uint8Array, at: number, value: number): number {
  const high = Math.floor(value / TWO_32)
  return writeI32(target, writeI32(target, at, high), value - high * TWO_32)
}
