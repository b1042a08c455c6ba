import { needBytes } from './bigEndian.ts'
import type { CompressionOutput } from './compressionOutput.ts'
import { DecodeError } from './decodeError.ts'
import { xxHash32 } from './xxHash32.ts'

/*
 * LZ4's frame format (lz4_Frame_format.md of lz4/lz4): magic number, descriptor, blocks of a 32 bit length and that
 * many bytes, a length of 0, and checksums where the descriptor says so. All numbers are little endian.
 */

const MAGIC = 0x184d_2204
/** Set in a block's length: its bytes are not compressed. */
const PLAIN = 0x8000_0000
/** What the descriptor's block size codes 4 to 7 stand for. */
const BLOCK_SIZES = [65_536, 262_144, 1_048_576, 4_194_304]
/** A copy reaches back so far at most. */
const WINDOW = 65_535

interface Descriptor {
  readonly independent: boolean
  readonly blockChecksum: boolean
  readonly contentChecksum: boolean
  readonly contentSize: number | null
  readonly blockBytes: number
  /** where the blocks begin */
  readonly end: number
}

/**
 * Reads lz4 frames that stand one after the other.
 * @throws DecodeError, also when the output passes its limit
 */
export function inflateLz4(bytes: Uint8Array, output: CompressionOutput): void {
  let at = 0
  do {
    at = readFrame(bytes, at, output)
  } while (at < bytes.length)
}

function readFrame(bytes: Uint8Array, start: number, output: CompressionOutput): number {
  const descriptor = readDescriptor(bytes, start)
  const from = output.length
  let at = descriptor.end
  for (;;) {
    const word = readU32(bytes, at, 'a block length')
    if (word === 0) break
    const length = word % PLAIN
    if (length > descriptor.blockBytes) {
      throw new DecodeError(at, `a block of ${length} bytes`, `at most ${descriptor.blockBytes}`)
    }
    const body = at + 4
    needBytes(bytes, body, length, 'a block')
    const end = body + length
    const blockFrom = output.length
    if (word >= PLAIN) output.write(bytes.subarray(body, end), body)
    else inflateLz4Block(bytes.subarray(0, end), body, output, descriptor.independent ? blockFrom : from)
    const given = output.length - blockFrom
    if (given > descriptor.blockBytes) {
      throw new DecodeError(at, `a block that gives ${given} bytes`, `at most ${descriptor.blockBytes}`)
    }
    at = end
    if (descriptor.blockChecksum) at = check(bytes, at, bytes.subarray(body, end), 'block')
  }
  at += 4
  if (descriptor.contentChecksum) at = check(bytes, at, output.since(from), 'content')
  const size = output.length - from
  if (descriptor.contentSize !== null && descriptor.contentSize !== size) {
    throw new DecodeError(start, `a frame that gives ${size} bytes`, `${descriptor.contentSize} as it states`)
  }
  return at
}

function readDescriptor(bytes: Uint8Array, start: number): Descriptor {
  const magic = readU32(bytes, start, 'a magic number')
  if (magic !== MAGIC) throw new DecodeError(start, `magic number ${magic.toString(16)}`, MAGIC.toString(16))
  needBytes(bytes, start + 4, 3, 'a frame descriptor')
  const flags = bytes[start + 4]!
  const sizes = bytes[start + 5]!
  if (flags >>> 6 !== 1 || flags & 2) throw new DecodeError(start + 4, `flags ${flags}`, 'version 1')
  if (flags & 1) throw new DecodeError(start + 4, 'a dictionary', 'none')
  const blockBytes = BLOCK_SIZES[(sizes >>> 4) - 4]
  if (blockBytes === undefined || sizes & 15) {
    throw new DecodeError(start + 5, `block size code ${sizes >>> 4}`, '4 to 7')
  }
  let at = start + 6
  let contentSize: number | null = null
  if (flags & 8) {
    contentSize = readU32(bytes, at, 'a content size') + readU32(bytes, at + 4, 'a content size') * 2 ** 32
    at += 8
  }
  needBytes(bytes, at, 1, 'a descriptor checksum')
  const checksum = (xxHash32(bytes.subarray(start + 4, at)) >>> 8) & 0xff
  if (bytes[at] !== checksum) throw new DecodeError(at, `descriptor checksum ${bytes[at]}`, `${checksum}`)
  return {
    independent: (flags & 0x20) !== 0,
    blockChecksum: (flags & 0x10) !== 0,
    contentChecksum: (flags & 4) !== 0,
    contentSize,
    blockBytes,
    end: at + 1,
  }
}

function check(bytes: Uint8Array, at: number, checked: Uint8Array, what: string): number {
  const stated = readU32(bytes, at, `a ${what} checksum`)
  const found = xxHash32(checked)
  if (stated !== found) {
    throw new DecodeError(at, `${what} checksum ${stated.toString(16)}`, `${found.toString(16)} for these bytes`)
  }
  return at + 4
}

/**
 * Reads one lz4 block (lz4_Block_format.md): literals and copies in turn, literals last.
 * @param from copies reach no further back than this length of the output
 * @throws DecodeError, also when the output passes its limit
 */
function inflateLz4Block(bytes: Uint8Array, start: number, output: CompressionOutput, from: number): void {
  let at = start
  const longer = (count: number): number => {
    if (count !== 15) return count
    let [sum, byte] = [count, 255]
    while (byte === 255) {
      needBytes(bytes, at, 1, 'a length')
      byte = bytes[at++]!
      sum += byte
    }
    return sum
  }
  while (at < bytes.length) {
    const tokenAt = at
    const token = bytes[at++]!
    const literals = longer(token >>> 4)
    needBytes(bytes, at, literals, 'literals')
    output.write(bytes.subarray(at, at + literals), tokenAt)
    at += literals
    if (at === bytes.length) return
    needBytes(bytes, at, 2, 'a distance')
    const distance = bytes[at]! | (bytes[at + 1]! << 8)
    at += 2
    const count = longer(token & 15) + 4
    output.repeat(distance, count, Math.max(from, output.length - WINDOW), tokenAt)
  }
  throw new DecodeError(at, 'the end of a block', 'literals at its end')
}

function readU32(bytes: Uint8Array, at: number, what: string): number {
  needBytes(bytes, at, 4, what)
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
}
