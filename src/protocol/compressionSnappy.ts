import { needBytes } from './bigEndian.ts'
import { type CompressionOutput, outputTooLarge } from './compressionOutput.ts'
import { crc32c } from './crc32c.ts'
import { DecodeError } from './decodeError.ts'

/*
 * Snappy's frame format (framing_format.txt of google/snappy): chunks of a type byte, a 24 bit length (little endian)
 * and that many bytes. The first is the stream identifier. Data chunks begin with a masked CRC-32C of what they give.
 */

const COMPRESSED = 0x00
const PLAIN = 0x01
const FIRST_SKIPPABLE = 0x80
const IDENTIFIER = 0xff
const NAME = [0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]
/** A chunk gives at most so many bytes. */
const CHUNK_BYTES = 65_536

/**
 * Reads a snappy frame stream.
 * @throws DecodeError, also when the output passes its limit
 */
export function inflateSnappy(bytes: Uint8Array, output: CompressionOutput): void {
  let at = 0
  while (at < bytes.length) {
    needBytes(bytes, at, 4, 'a chunk header')
    const type = bytes[at]!
    const length = bytes[at + 1]! | (bytes[at + 2]! << 8) | (bytes[at + 3]! << 16)
    const body = at + 4
    needBytes(bytes, body, length, 'a chunk')
    const end = body + length
    if (type === IDENTIFIER) readIdentifier(bytes, body, end)
    else if (at === 0) throw new DecodeError(0, `chunk type ${type}`, `the stream identifier, type ${IDENTIFIER}`)
    else if (type === COMPRESSED || type === PLAIN) readData(bytes, body, end, type, output)
    else if (type < FIRST_SKIPPABLE) throw new DecodeError(at, `chunk type ${type}`, '0, 1 or 128 to 255')
    at = end
  }
}

function readIdentifier(bytes: Uint8Array, at: number, end: number): void {
  if (end - at !== NAME.length || NAME.some((byte, i) => bytes[at + i] !== byte)) {
    throw new DecodeError(at, 'another stream identifier', 'sNaPpY')
  }
}

function readData(bytes: Uint8Array, at: number, end: number, type: number, output: CompressionOutput): void {
  const view = bytes.subarray(0, end)
  needBytes(view, at, 4, 'a chunk checksum')
  const stated = littleEndian(bytes, at, 4)
  const from = output.length
  if (type === PLAIN) output.write(view.subarray(at + 4), at)
  else inflateSnappyBlock(view, at + 4, output)
  const given = output.since(from)
  if (given.length > CHUNK_BYTES)
    throw new DecodeError(at, `a chunk of ${given.length} bytes`, `at most ${CHUNK_BYTES}`)
  const found = masked(crc32c(given))
  if (found !== stated) throw new DecodeError(at, `checksum ${hex(stated)}`, `${hex(found)} for these bytes`)
}

/**
 * Reads one raw snappy block (format_description.txt): a varint with its size, then literals and copies.
 * @throws DecodeError, also when it gives another number of bytes than it states, or the output passes its limit
 */
function inflateSnappyBlock(bytes: Uint8Array, start: number, output: CompressionOutput): void {
  const from = output.length
  let at = start
  let [size, shift, more] = [0, 0, true]
  while (more) {
    needBytes(bytes, at, 1, 'a block size')
    const byte = bytes[at++]!
    size += (byte & 0x7f) * 2 ** shift
    shift += 7
    more = byte >= 0x80
    if (more && shift > 28) throw new DecodeError(start, 'a block size of more than 5 bytes', 'at most 5')
  }
  if (size > CHUNK_BYTES) throw outputTooLarge(start, CHUNK_BYTES)
  while (at < bytes.length) {
    const tagAt = at
    const tag = bytes[at++]!
    const kind = tag & 3
    if (kind === 0) {
      let count = tag >>> 2
      if (count >= 60) {
        const extra = count - 59
        count = littleEndian(bytes, at, extra)
        at += extra
      }
      count += 1
      needBytes(bytes, at, count, 'a literal')
      output.write(bytes.subarray(at, at + count), tagAt)
      at += count
    } else {
      const extra = kind === 3 ? 4 : kind
      const low = littleEndian(bytes, at, extra)
      at += extra
      const distance = kind === 1 ? ((tag >>> 5) << 8) | low : low
      const count = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1
      output.repeat(distance, count, from, tagAt)
    }
    if (output.length - from > size) break
  }
  const given = output.length - from
  if (given !== size) throw new DecodeError(start, `a block that gives ${given} bytes or more`, `${size} as it states`)
}

function littleEndian(bytes: Uint8Array, at: number, size: number): number {
  needBytes(bytes, at, size, 'a number')
  let value = 0
  for (let i = size - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!
  return value
}

/** As snappy stores checksums: rotated, so that a checksum of bytes that hold one is no special case. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0')
}
