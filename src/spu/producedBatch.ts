import { type BatchHeader, verifyBatch } from '../protocol/batch.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { DecodeError } from '../protocol/decodeError.ts'
import { readDeltas, recordViews } from '../protocol/recordList.ts'
import { LIMITS } from '../smartengine/limits.ts'
import { SpuError } from './spu.ts'

/**
 * Checks what is stored as a producer sent it: one uncompressed batch as `verified` takes it, whose records have the
 * offset deltas 0, 1, 2 … up to the header's last one. A real SPU checks only the size; here a stored batch is one that
 * can be read.
 * @returns how many records it has
 * @throws SpuError as `verified`, and E_RECORD_TOO_LARGE with `size` and `limit` in bytes
 */
export function checkProduced(batch: Bytes): number {
  const header = verified(batch)
  if (header.compression !== 'none') throw damaged(`it is compressed with ${header.compression}`)
  const list = batch.subarray(header.recordsAt)
  const { offsets } = readable(() => readDeltas(list))
  const count = offsets.length
  if (header.lastOffsetDelta !== count - 1) {
    throw damaged(`${count} records, but a last offset delta of ${header.lastOffsetDelta}`)
  }
  const wrong = offsets.findIndex((delta, i) => delta !== i)
  if (wrong >= 0) throw damaged(`record ${wrong} has offset delta ${offsets[wrong]}`)
  const { starts } = recordViews(list)
  for (let i = 0; i < count; i++) checkRecordSize(starts[i + 1]! - starts[i]!, i)
  return count
}

/**
 * One batch with a right crc, not larger than an SPU takes; if it is not compressed, its records can be read.
 * @returns its header
 * @throws SpuError E_BATCH_TOO_LARGE with `size` and `limit` in bytes; E_BATCH_DAMAGED
 */
export function verified(batch: Bytes): BatchHeader {
  checkBatchSize(batch.length)
  const header = readable(() => verifyBatch(batch))
  if (header.end !== batch.length) throw damaged(`${batch.length - header.end} bytes after the batch`)
  return header
}

function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw unreadable(error)
  }
}

/** SpuError E_BATCH_DAMAGED in the place of a DecodeError; every other error as it is. */
export function unreadable(error: unknown): unknown {
  return error instanceof DecodeError ? damaged(error.message) : error
}

/** @throws SpuError E_BATCH_TOO_LARGE */
export function checkBatchSize(size: number): void {
  const limit = LIMITS.batchBytes
  if (size <= limit) return
  throw new SpuError('E_BATCH_TOO_LARGE', `a batch of ${size} bytes, an SPU stores at most ${limit}`, { size, limit })
}

/**
 * @param size of the encoded record
 * @param record its place in the batch
 * @throws SpuError E_RECORD_TOO_LARGE
 */
export function checkRecordSize(size: number, record: number): void {
  const limit = LIMITS.requestBytes
  if (size <= limit) return
  const message = `a record of ${size} bytes, a request carries at most ${limit}`
  throw new SpuError('E_RECORD_TOO_LARGE', message, { size, limit, record })
}

function damaged(why: string): SpuError {
  return new SpuError('E_BATCH_DAMAGED', `the batch sent was not stored: ${why}`, { why })
}
