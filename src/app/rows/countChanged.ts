import { decodeBatchHeader } from '../../protocol/batchHeader.ts'
import { type RecordViews, recordViews } from '../../protocol/recordViews.ts'
import type { BatchSource } from '../batches/batchSource.ts'
import type { Received } from '../consume/received.ts'
import { createSlices, whenIdle } from '../slices.ts'
import type { TopicRecords } from '../topic/topicRecords.ts'
import { recordOf, type Slot } from './batchRows.ts'
import { sameBytes } from './row.ts'

/** Batches that are asked for before they are compared: their bytes may lie elsewhere. */
const AHEAD = 8

/**
 * How many records of the topic became others: another key, another value, or several records. Reads both sides from
 * where they lie, batch by batch, and lets the page answer in between.
 * @param slots by stored batch
 * @param isWanted false: nobody waits for the number any more
 * @returns null when it is not wanted. Rejects when a batch cannot be read.
 */
export async function countChanged(
  topic: TopicRecords,
  received: Received,
  slots: readonly Slot[],
  isWanted: () => boolean,
): Promise<number | null> {
  const pause = createSlices(whenIdle)
  const arrivals = new Last(received)
  let changed = 0
  for (const [batch, { segments }] of slots.entries()) {
    const later = slots[batch + AHEAD]?.segments ?? []
    if (later.length > 0) ask(topic, batch + AHEAD)
    for (const { arrived } of later) ask(received, arrived)
    if (segments.length === 0) continue
    const stored = await viewsOf(topic, batch)
    const came = new Int32Array(stored.count)
    for (const segment of segments) for (let i = 0; i < segment.count; i++) came[recordOf(segment, i)]! += 1
    for (const segment of segments) {
      const arrived = await arrivals.views(segment.arrived)
      for (let i = 0; i < segment.count; i++) {
        const record = recordOf(segment, i)
        if (came[record] === 1 && differs(stored, record, arrived, segment.from + i)) changed += 1
      }
    }
    for (const outputs of came) if (outputs > 1) changed += 1
    await pause()
    if (!isWanted()) return null
  }
  return changed
}

/** Has a batch read, for when it is wanted. */
function ask(source: BatchSource, index: number): void {
  const read = source.read(index)
  // whoever wants it hears of it
  if (read instanceof Promise) read.catch(() => {})
}

/** Batches of one side, of which the last stays at hand: it often belongs to several of the other side. */
class Last {
  readonly #source: BatchSource
  #index = -1
  #views: RecordViews | null = null

  constructor(source: BatchSource) {
    this.#source = source
  }

  async views(index: number): Promise<RecordViews> {
    if (this.#views === null || index !== this.#index) this.#views = await viewsOf(this.#source, index)
    this.#index = index
    return this.#views
  }
}

async function viewsOf(source: BatchSource, index: number): Promise<RecordViews> {
  const batch = await source.read(index)
  const { recordsAt, end } = decodeBatchHeader(batch)
  return recordViews(batch.subarray(recordsAt, end))
}

function differs(stored: RecordViews, record: number, arrived: RecordViews, at: number): boolean {
  return !sameBytes(stored.value(record), arrived.value(at)) || !sameBytes(stored.key(record), arrived.key(at))
}
