import { type Bytes, ownBytes } from './bytes.ts'
import type { Codec, Inflate } from './compressedBatch.ts'
import { inflateLz4 } from './compressionLz4.ts'
import { CompressionOutput, outputTooLarge } from './compressionOutput.ts'
import { inflateSnappy } from './compressionSnappy.ts'
import { inflateZstd } from './compressionZstd.ts'
import { DecodeError } from './decodeError.ts'

/**
 * Expands the record list of a compressed batch. Fluvio writes gzip and zstd as plain streams, snappy and lz4 in their
 * frame formats.
 * @param bytes of the batch from the end of its header on
 * @param limit most bytes it may give
 * @throws DecodeError when the bytes are damaged, or give more than the limit
 */
export const inflate: Inflate = async (codec, bytes, limit) => {
  if (codec === 'gzip') return inflateGzip(bytes, limit)
  const output = new CompressionOutput(limit)
  READERS[codec](bytes, output, limit)
  return output.take()
}

const READERS: Readonly<
  Record<Exclude<Codec, 'gzip'>, (bytes: Uint8Array, to: CompressionOutput, limit: number) => void>
> = { snappy: inflateSnappy, lz4: inflateLz4, zstd: inflateZstd }

/** The engine's own gzip, which checks its checksum and size. It is read in pieces, so a bomb ends at the limit. */
async function inflateGzip(bytes: Uint8Array, limit: number): Promise<Bytes> {
  const output = new CompressionOutput(limit)
  const stream = new DecompressionStream('gzip')
  const writer = stream.writable.getWriter()
  // Refusals come out at the reading end too, where they are handled.
  writer.write(ownBytes(bytes)).catch(() => {})
  writer.close().catch(() => {})
  const reader: ReadableStreamDefaultReader<Uint8Array> = stream.readable.getReader()
  for (;;) {
    const piece = await reader.read().catch(() => {
      throw new DecodeError(0, 'damaged gzip data', 'one whole gzip stream')
    })
    if (piece.done) return output.take()
    if (output.length + piece.value.length > limit) {
      await reader.cancel().catch(() => {})
      throw outputTooLarge(0, limit)
    }
    output.write(piece.value, 0)
  }
}
