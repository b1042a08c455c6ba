import { DamagedBatchError, StorageError } from '../storage/storageError.ts'
import { SpuError } from './spu.ts'

/** An error of the storage in the SPU's words; every other error as it is. */
export function spuFailure(error: unknown): unknown {
  if (error instanceof DamagedBatchError) {
    const { partition, baseOffset, lastOffset } = error
    return new SpuError('E_BATCH_DAMAGED', error.message, { partition, baseOffset, lastOffset })
  }
  if (error instanceof StorageError) {
    return new SpuError(error.code === 'full' ? 'E_STORAGE_FULL' : 'E_STORAGE', error.message, { reason: error.code })
  }
  return error
}
