import { Decompress } from 'fzstd'
import { needBytes } from './bigEndian.ts'
import { type CompressionOutput, outputTooLarge } from './compressionOutput.ts'
import { DecodeError } from './decodeError.ts'

/*
 * Zstandard (RFC 8878). The library believes what a frame's header says of its window and its blocks; here both are
 * read before it, so that a few bytes cannot ask for much memory.
 */

const MAGIC = 0xfd2f_b528
/** What a window may be beyond the limit: an encoder asks for more than it has to write. Level 1 asks for 512 KiB. */
const LEAST_WINDOW = 8 * 1024 * 1024
/** No block is larger, compressed or not. */
const BLOCK_BYTES = 131_072

/**
 * Reads one zstd frame. Its content checksum, where it has one, is not checked: the crc of the batch covers it.
 * @throws DecodeError, also when the output passes its limit
 */
export function inflateZstd(bytes: Uint8Array, output: CompressionOutput, limit: number): void {
  const end = checkFrame(bytes, limit)
  if (end !== bytes.length) throw new DecodeError(end, `${bytes.length - end} bytes after the frame`, 'none')
  const stream = new Decompress((piece) => output.write(piece, 0))
  try {
    stream.push(bytes, true)
  } catch (error) {
    if (error instanceof DecodeError) throw error
    throw new DecodeError(0, error instanceof Error ? error.message : 'damaged zstd data', 'a zstd frame')
  }
}

/** Walks over the blocks of a frame without expanding them. @returns where it ends */
function checkFrame(bytes: Uint8Array, limit: number): number {
  needBytes(bytes, 0, 6, 'a frame header')
  const magic = littleEndian(bytes, 0, 4)
  if (magic !== MAGIC) throw new DecodeError(0, `magic number ${magic.toString(16)}`, MAGIC.toString(16))
  const flags = bytes[4]!
  const single = (flags & 0x20) !== 0
  if (flags & 0x08) throw new DecodeError(4, 'a reserved flag', 'none')
  if (flags & 0x03) throw new DecodeError(4, 'a dictionary', 'none')
  const sizeCode = flags >>> 6
  const sizeBytes = sizeCode > 0 ? 2 ** sizeCode : Number(single)
  let at = single ? 5 : 6
  if (!single) {
    const descriptor = bytes[5]!
    const base = 2 ** (10 + (descriptor >>> 3))
    const window = base + (base / 8) * (descriptor & 7)
    const most = Math.max(limit, LEAST_WINDOW)
    if (window > most) throw new DecodeError(5, `a window of ${window} bytes`, `at most ${most}`)
  }
  const stated = littleEndian(bytes, at, sizeBytes) + (sizeCode === 1 ? 256 : 0)
  if (stated > limit) throw outputTooLarge(at, limit)
  at += sizeBytes
  for (let last = false; !last; ) {
    const header = littleEndian(bytes, at, 3)
    at += 3
    last = (header & 1) !== 0
    const type = (header >>> 1) & 3
    if (type === 3) throw new DecodeError(at - 3, 'block type 3', '0 to 2')
    const size = header >>> 3
    if (size > BLOCK_BYTES) throw new DecodeError(at - 3, `a block of ${size} bytes`, `at most ${BLOCK_BYTES}`)
    const length = type === 1 ? 1 : size
    needBytes(bytes, at, length, 'a block')
    at += length
  }
  const checksum = flags & 0x04 ? 4 : 0
  needBytes(bytes, at, checksum, 'a content checksum')
  return at + checksum
}

function littleEndian(bytes: Uint8Array, at: number, size: number): number {
  needBytes(bytes, at, size, 'a number')
  let value = 0
  for (let i = size - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!
  return value
}
