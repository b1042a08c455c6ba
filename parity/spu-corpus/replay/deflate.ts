import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Bytes } from '../../../src/protocol/bytes.ts'
import type { Codec } from '../../../src/protocol/compressedBatch.ts'
import { lz4Frame, snappyFrame, zstdFrame } from '../../../src/protocol/testing/compressors.ts'

/** Plain blocks of the other formats hold at most so many bytes (64 KiB less a header). */
const BLOCK_BYTES = 65_000

/** Writes a record list in a codec's format. Of all but gzip only the frame: the blocks in it are plain. */
export async function deflate(codec: Codec, recordList: Uint8Array): Promise<Bytes> {
  if (codec === 'gzip') return new Uint8Array(await promisify(gzip)(recordList))
  const blocks: Bytes[] = []
  for (let at = 0; at < recordList.length; at += BLOCK_BYTES) blocks.push(recordList.slice(at, at + BLOCK_BYTES))
  if (codec === 'zstd') return zstdFrame(blocks)
  const plain = blocks.map((block) => ({ block: null, plain: block }))
  return codec === 'lz4' ? lz4Frame(plain) : snappyFrame(plain)
}
