import { decodeBatchHeader, setBaseOffset } from '../protocol/batch.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { crc32c } from '../protocol/crc32c.ts'
import type { StoredBatch } from './recordLog.ts'
import { DamagedBatchError } from './storageError.ts'

/** The crc of a batch covers everything from its attributes on. */
const CRC_FROM = 21

/**
 * A batch as it is stored: a copy of its own, with the offsets its header gives.
 * @throws DecodeError; RangeError when it has no records
 */
export function sealed(batch: Bytes): StoredBatch {
  const copy = batch.slice()
  const { baseOffset, lastOffsetDelta } = decodeBatchHeader(copy)
  if (lastOffsetDelta < 0) throw new RangeError('a batch without records is not stored')
  return { baseOffset, lastOffset: baseOffset + lastOffsetDelta, batch: copy }
}

/** The same batch at its place in the log; writes the base offset into its bytes. */
export function placed({ baseOffset, lastOffset, batch }: StoredBatch, at: number): StoredBatch {
  setBaseOffset(batch, at)
  return { baseOffset: at, lastOffset: at + lastOffset - baseOffset, batch }
}

/**
 * Checks batches that were read: the crc against the bytes, the header against the key.
 * @returns those before the first damaged one
 * @throws DamagedBatchError when it is the first of all
 */
export function checkStored(partition: number, batches: StoredBatch[]): StoredBatch[] {
  for (const [i, stored] of batches.entries()) {
    const damage = damageOf(stored)
    if (damage === null) continue
    if (i > 0) return batches.slice(0, i)
    throw new DamagedBatchError(partition, stored.baseOffset, stored.lastOffset, damage)
  }
  return batches
}

function damageOf({ baseOffset, lastOffset, batch }: StoredBatch): string | null {
  try {
    const header = decodeBatchHeader(batch)
    if (header.end !== batch.length) return `${batch.length} bytes instead of ${header.end}`
    if (header.baseOffset !== baseOffset || header.baseOffset + header.lastOffsetDelta !== lastOffset) {
      return `its header says offsets ${header.baseOffset} to ${header.baseOffset + header.lastOffsetDelta}`
    }
    return crc32c(batch, CRC_FROM) === header.crc ? null : 'its crc does not match'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
