import { type BatchHeader, verifyBatch } from '../protocol/batch.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { DecodeError } from '../protocol/decodeError.ts'
import { readDeltas, recordViews } from '../protocol/recordList.ts'
import { LIMITS } from '../smartengine/limits.ts'
import { SpuError } from './spu.ts'

/**
 * Checks what is stored as it was sent: one uncompressed batch as `verified` takes it, whose records have ascending
 * offset deltas, from 0 up to the header's last one at most (a SmartModule may have left gaps). A real SPU checks only
 * the size; here every record can be read and has an offset of its own.
 * @returns how many offsets it takes; 0 when it has no records
 * @throws SpuError as `verified`, and E_RECORD_TOO_LARGE with `size` and `limit` in bytes
 */
export function checkProduced(batch: Bytes): number {
  const { compression, recordsAt, lastOffsetDelta } = verified(batch)
  if (compression !== 'none') throw damaged(`it is compressed with ${compression}`)
  const list = batch.subarray(recordsAt)
  const { offsets } = readable(() => readDeltas(list))
  const count = offsets.length
  const last = count === 0 ? -1 : lastOffsetDelta
  let previous = -1
  for (let i = 0; i < count; i++) {
    const delta = offsets[i]!
    if (delta <= previous || delta > last) throw damaged(`record ${i} has offset delta ${delta}`)
    previous = delta
  }
  if (lastOffsetDelta !== last) throw damaged(`no records, but a last offset delta of ${lastOffsetDelta}`)
  // in a list that is small enough every record is
  const { starts } = list.length > LIMITS.requestBytes ? recordViews(list) : { starts: [] }
  for (let i = 0; i < starts.length - 1; i++) checkRecordSize(starts[i + 1]! - starts[i]!, i)
  return last + 1
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
