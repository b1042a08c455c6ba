import type { Bytes } from '../../protocol/bytes.ts'
import { createSlices } from '../slices.ts'
import type { BatchHead, BatchSource } from './batchSource.ts'

/** Batches that are asked for before their turn, so that a place far away costs its way only once. */
const AHEAD = 8

/**
 * Reads the batches of a source in order, in slices that leave the page its time. Ends early, without an error, when
 * the signal aborts. Rejects as the source does and as `visit` throws.
 * @param from the first batch, as a place in the source's heads
 * @param visit sees each batch; what takes more than some milliseconds pauses by itself
 * @param wanted batches it is false for are not read
 */
export async function eachBatch(
  source: BatchSource,
  from: number,
  signal: AbortSignal,
  visit: (batch: Bytes, head: BatchHead, index: number) => void | Promise<void>,
  wanted: (head: BatchHead) => boolean = () => true,
): Promise<void> {
  const pause = createSlices()
  const { heads } = source
  const reading: { index: number; head: BatchHead; batch: Bytes | Promise<Bytes> }[] = []
  let next = from
  const ask = () => {
    while (reading.length < AHEAD && next < heads.length) {
      const head = heads[next]
      if (head !== undefined && wanted(head)) {
        const batch = source.read(next)
        // Somebody waits for it, but perhaps later than it fails.
        if (batch instanceof Promise) batch.catch(() => {})
        reading.push({ index: next, head, batch })
      }
      next += 1
    }
  }
  for (;;) {
    if (signal.aborted) return
    ask()
    const first = reading.shift()
    if (first === undefined) return
    const batch = await first.batch
    if (signal.aborted) return
    await visit(batch, first.head, first.index)
    await pause()
  }
}
