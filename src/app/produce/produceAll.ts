import type { RoundRobin } from '../../protocol/partitioner.ts'
import type { Spu } from '../../spu/spu.ts'
import { transfer } from '../../wire/transfer.ts'
import { createSlices } from '../slices.ts'
import { InFlight } from './inFlight.ts'
import { Batcher, type BatchLimits, type NewBatch, type NewRecord } from './toBatches.ts'

/** Batches that may be on their way to the SPU at once; it stores them in order. */
const ON_THEIR_WAY = 16

/** So many records are put together in well under a millisecond. */
const SLICE_RECORDS = 1000

/** What is stored by now. */
export interface Stored {
  readonly records: number
  /** of the encoded batches */
  readonly bytes: number
}

/** How producing ended. What was stored stays, also after a failure. */
export type ProduceEnd = Stored &
  ({ readonly end: 'all' | 'stopped' } | { readonly end: 'failed'; readonly error: unknown })

/**
 * Produces any number of records, without holding the page: encoded in slices, several batches on their way, at most a
 * few of them in memory.
 * @param records pieces of some hundred to some thousand records; read as they are needed. What it throws is a failure
 * @param onStored called for each batch that is stored, with the sums
 * @param signal Stop: what is on its way is still stored, and counted
 */
export async function produceAll(
  to: { readonly spu: Spu; readonly topic: string; readonly partitions: number; readonly turns: RoundRobin },
  records: AsyncIterable<readonly NewRecord[]> | Iterable<readonly NewRecord[]>,
  onStored: (stored: Stored) => void,
  signal: AbortSignal,
  limits?: BatchLimits,
): Promise<ProduceEnd> {
  let stored: Stored = { records: 0, bytes: 0 }
  const answers = new InFlight(ON_THEIR_WAY)
  const batcher = new Batcher(to.partitions, to.turns, limits)
  const pause = createSlices()

  async function send({ partition, batch, records }: NewBatch): Promise<void> {
    const bytes = batch.length
    await answers.send(async () => {
      await to.spu.produce(to.topic, partition, transfer(batch, [batch]))
      stored = { records: stored.records + records, bytes: stored.bytes + bytes }
      onStored(stored)
    })
    await pause()
  }

  try {
    for await (const piece of records) {
      if (signal.aborted) break
      for (const [i, record] of piece.entries()) {
        const full = batcher.add(record)
        if (full) await send(full)
        else if (i % SLICE_RECORDS === SLICE_RECORDS - 1) await pause()
      }
      await pause()
    }
    if (!signal.aborted) for (const batch of batcher.rest()) await send(batch)
    await answers.all()
  } catch (error) {
    await answers.ended()
    return { ...stored, end: 'failed', error }
  }
  return { ...stored, end: signal.aborted ? 'stopped' : 'all' }
}
