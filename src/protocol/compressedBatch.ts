import { encodeBatch } from './batch.ts'
import { AT, type BatchCodec, decodeBatchHeader } from './batchHeader.ts'
import type { Bytes } from './bytes.ts'
import { DecodeError } from './decodeError.ts'

/** A codec that changes bytes. */
export type Codec = Exclude<BatchCodec, 'none'>

/**
 * Expands a compressed record list (`compression.ts` has all codecs; it is not imported here, so that who needs none
 * does not carry them).
 * @param limit most bytes it may give
 * @throws DecodeError when the bytes are damaged, or give more than the limit
 */
export type Inflate = (codec: Codec, bytes: Uint8Array, limit: number) => Promise<Bytes>

/**
 * The same batch with its records as they are: the batch itself when it is not compressed, else a copy whose
 * attributes name no codec.
 * @param inflate absent: a compressed batch is refused
 * @param limit most bytes the record list may have
 * @throws DecodeError when the header is wrong, the records are damaged or give more than the limit, or the batch is
 *   compressed and nothing can expand it (`found` names the codec)
 */
export async function uncompressedBatch(batch: Bytes, inflate: Inflate | undefined, limit: number): Promise<Bytes> {
  const header = decodeBatchHeader(batch)
  const { compression, schemaId, recordsAt, end } = header
  if (compression === 'none') return batch
  if (!inflate) throw new DecodeError(AT.attributes, `records compressed with ${compression}`, 'uncompressed records')
  const recordList = await inflate(compression, batch.subarray(recordsAt, end), limit)
  const { baseOffset, lastOffsetDelta, firstTimestamp, maxTimestamp } = header
  const fields = { baseOffset, lastOffsetDelta, firstTimestamp, maxTimestamp, recordList }
  return encodeBatch(schemaId === null ? fields : { ...fields, schemaId })
}
