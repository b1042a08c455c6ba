import { AT, UNCOUNTED } from './batchHeader.ts'
import { readI32 } from './bigEndian.ts'
import { DecodeError } from './decodeError.ts'

/**
 * The batches that stand back to back in a record set or segment file, as views. A last one that is cut off is left
 * out without an error, as Fluvio does.
 * @throws DecodeError when a batch length is too small for a header
 */
export function splitBatches<T extends ArrayBufferLike>(bytes: Uint8Array<T>): Uint8Array<T>[] {
  const batches: Uint8Array<T>[] = []
  let at = 0
  while (at + UNCOUNTED <= bytes.length) {
    const length = readI32(bytes, at + AT.length, 'a batch length')
    const least = AT.records - UNCOUNTED
    if (length < least) throw new DecodeError(at + AT.length, `a batch length of ${length}`, `at least ${least}`)
    const end = at + UNCOUNTED + length
    if (end > bytes.length) break
    batches.push(bytes.subarray(at, end))
    at = end
  }
  return batches
}
