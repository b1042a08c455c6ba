import type { Received, ReceivedError } from '../consume/received.ts'

/** Where an error is shown: beside the record it is about, as far as that is known. */
export interface ErrorPlace {
  readonly partition: number
  readonly offset: number
}

/**
 * Beside which record an error is shown: the one it carries, else the one found by running the batch again, else the
 * first of the batch that was in the call. Null when it came before any record.
 */
export function errorPlaceOf({ partition, error }: ReceivedError, narrowed: ErrorPlace | null): ErrorPlace | null {
  if (error.record !== null) return { partition, offset: error.record.offset }
  if (narrowed !== null && narrowed.partition === partition) return narrowed
  const { baseOffset } = error.details
  return typeof baseOffset === 'number' ? { partition, offset: baseOffset } : null
}

/** Where the stream's error is, as far as records after it need to say. */
export function failedOffsetOf(received: Received, narrowed: ErrorPlace | null): ErrorPlace | null {
  const last = received.errors.at(-1)
  return last === undefined ? null : errorPlaceOf(last, narrowed)
}
