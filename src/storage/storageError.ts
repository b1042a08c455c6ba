/** `full`: no room left. `gone`: the database was closed, deleted or taken over. `failed`: anything else. */
export type StorageErrorCode = 'full' | 'gone' | 'failed'

/** The browser's storage refused. `message` is its raw text. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageErrorCode

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A stored batch whose bytes do not match their CRC or their key. Names the offsets that cannot be read. */
export class DamagedBatchError extends Error {
  override readonly name = 'DamagedBatchError'
  readonly partition: number
  readonly baseOffset: number
  readonly lastOffset: number

  constructor(partition: number, baseOffset: number, lastOffset: number, why: string) {
    super(`batch of offsets ${baseOffset} to ${lastOffset} in partition ${partition} is damaged: ${why}`)
    this.partition = partition
    this.baseOffset = baseOffset
    this.lastOffset = lastOffset
  }
}

/**
 * What an error of IndexedDB means to us. A full quota is known by its name only: its message is empty.
 * Our own errors, and those that are not the browser's, are returned as they are.
 */
export function storageErrorOf(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error
  const text = error.message === '' ? error.name : `${error.name}: ${error.message}`
  if (error.name === 'QuotaExceededError') return new StorageError('full', text, { cause: error })
  if (error.name === 'InvalidStateError') return new StorageError('gone', text, { cause: error })
  return new StorageError('failed', text, { cause: error })
}
