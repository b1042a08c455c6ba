import type { Received } from '../consume/received.ts'
import type { TopicRecords } from '../topic/topicRecords.ts'
import type { Outcomes } from '../trace/outcomes.ts'
import { type TracedBatch, valueAt } from '../trace/tracedBatch.ts'
import { type Matched, Run, type Span } from './segments.ts'

/**
 * Pairs a stream that is answered as an SPU would: offsets of what arrived say nothing, so the k-th record of a
 * partition is the k-th output in its trace.
 */
export class OrderPairing {
  #cursors: OrderCursor[] = []

  startOver(): void {
    this.#cursors = []
  }

  /** @param fresh records that have arrived since the last time */
  pair(topic: TopicRecords, received: Received, outcomes: Outcomes, fresh: readonly Span[]): Matched[] {
    for (const span of fresh) this.#cursor(received.head(span.arrived)?.partition ?? 0).waiting.push(span)
    const matched: Matched[] = []
    for (let partition = 0; partition < topic.partitions; partition++) {
      const cursor = this.#cursor(partition)
      const traced = outcomes.batchesOf(partition)
      for (; cursor.traced < traced.length; cursor.traced++) {
        const batch = traced.at(cursor.traced)
        const place = batch && topic.find(partition, batch.baseOffset)
        // Its head comes with the observer's next batches.
        if (batch === undefined || place === null || place === undefined) break
        matched.push(...matchByOrder(topic, batch, place.batch, () => cursor.take()))
      }
    }
    return matched
  }

  /** Records whose trace has not come yet. */
  waiting(): Span[] {
    return this.#cursors.flatMap((cursor) => cursor?.rest() ?? [])
  }

  #cursor(partition: number): OrderCursor {
    const cursor = this.#cursors[partition] ?? new OrderCursor()
    this.#cursors[partition] = cursor
    return cursor
  }
}

/** Takes the records of one partition in the order they arrived. */
class OrderCursor {
  readonly waiting: Span[] = []
  /** traced batches that were paired */
  traced = 0
  #span = 0
  #record = 0

  /** The next record, or null when no more have arrived. */
  take(): { arrived: number; record: number } | null {
    const span = this.waiting[this.#span]
    if (span === undefined) return null
    const taken = { arrived: span.arrived, record: span.from + this.#record }
    this.#record += 1
    if (this.#record === span.count) {
      this.#span += 1
      this.#record = 0
    }
    return taken
  }

  /** What was not taken. */
  rest(): Span[] {
    const [first, ...others] = this.waiting.slice(this.#span)
    if (first === undefined) return []
    const { arrived, from, count } = first
    return [{ arrived, from: from + this.#record, count: count - this.#record }, ...others]
  }
}

/**
 * Takes from the records of a partition, in the order they arrived, those that came of a traced batch: as many as it
 * had outputs.
 * @param batch the stored batch it was
 */
function matchByOrder(
  topic: TopicRecords,
  traced: TracedBatch,
  batch: number,
  take: () => { arrived: number; record: number } | null,
): Matched[] {
  const head = topic.head(batch)
  const matched: Matched[] = []
  let run: Run | null = null
  const add = (to: number, record: number): boolean => {
    const taken = take()
    if (taken === null) return false
    if (run?.arrived !== taken.arrived) {
      matched.push(...(run?.end() ?? []))
      run = new Run(taken.arrived)
    }
    run.add(to, taken.record, record < 0 ? taken.record : record)
    return true
  }
  const place = (i: number) => {
    const offset = traced.baseOffset + (traced.deltas?.[i] ?? i)
    return head === undefined ? null : topic.recordIn(batch, offset)
  }
  for (let i = 0; i < traced.records; i++) {
    const outputs = valueAt(traced.outputs, i)
    if (outputs === 0) continue
    const record = place(i)
    for (let n = 0; n < outputs; n++) if (!add(record === null ? -1 : batch, record ?? -1)) return end()
  }
  for (let n = 0; n < traced.unplaced; n++) if (!add(-1, -1)) return end()
  return end()

  function end(): Matched[] {
    return [...matched, ...(run?.end() ?? [])]
  }
}
