import { offsetOf, type Received, type ReceivedHead } from '../consume/received.ts'
import type { TopicRecords } from '../topic/topicRecords.ts'
import { type TracedBatch, valueAt } from '../trace/tracedBatch.ts'
import type { Segment } from './batchRows.ts'

/** Records that arrived together and belong to one stored batch, or (batch -1) to none that is known. */
export interface Matched extends Segment {
  readonly batch: number
}

/** Records of a batch that arrived, from one to another, one after the other. */
export interface Span {
  readonly arrived: number
  readonly from: number
  readonly count: number
}

/** Finds the stored batches that records came of by their offsets. */
export function matchByOffset(topic: TopicRecords, received: Received, span: Span): Matched[] {
  const head = received.head(span.arrived)
  if (head === undefined) return []
  const whole = head.deltas === null ? inOneBatch(topic, head, span) : null
  if (whole) return [whole]
  const run = new Run(span.arrived)
  let stored: { batch: number; from: number; to: number } | null = null
  for (let i = 0; i < span.count; i++) {
    const offset = offsetOf(head, span.from + i)
    let record: number | null = null
    if (stored !== null && offset >= stored.from && offset <= stored.to && topic.isDense(stored.batch)) {
      record = offset - stored.from
    } else {
      const place = topic.find(head.partition, offset)
      const found = place && topic.head(place.batch)
      stored = place && found ? { batch: place.batch, from: found.baseOffset, to: found.lastOffset } : null
      record = place?.record ?? null
    }
    run.add(record === null ? -1 : (stored?.batch ?? -1), span.from + i, record ?? span.from + i)
  }
  return run.end()
}

/** The usual case: each record of a stored batch, or of a part of it, became one. */
function inOneBatch(topic: TopicRecords, head: ReceivedHead, { arrived, from, count }: Span): Matched | null {
  const offset = offsetOf(head, from)
  const place = topic.find(head.partition, offset)
  if (place === null || place.record === null || !topic.isDense(place.batch)) return null
  const last = topic.head(place.batch)?.lastOffset ?? -1
  if (offset + count - 1 > last) return null
  return { batch: place.batch, arrived, from, count, records: null, first: place.record, rising: true }
}

/**
 * Takes from the records of a partition, in the order they arrived, those that came of a traced batch: as many as it
 * had outputs.
 * @param batch the stored batch it was
 */
export function matchByOrder(
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

/** Collects records of one batch that arrived into segments. */
class Run {
  readonly arrived: number
  readonly #done: Matched[] = []
  #batch = -2
  #from = 0
  #records: number[] = []

  constructor(arrived: number) {
    this.arrived = arrived
  }

  /** @param record the stored record; anything rising where there is none */
  add(batch: number, arrivedRecord: number, record: number): void {
    if (batch !== this.#batch) {
      this.#close()
      this.#batch = batch
      this.#from = arrivedRecord
    }
    this.#records.push(record)
  }

  end(): Matched[] {
    this.#close()
    return this.#done
  }

  #close(): void {
    const records = this.#records
    if (records.length === 0) return
    const first = records[0]!
    const inOrder = records.every((record, i) => record === first + i)
    this.#done.push({
      batch: this.#batch,
      arrived: this.arrived,
      from: this.#from,
      count: records.length,
      first,
      records: inOrder ? null : Int32Array.from(records),
      rising: inOrder || records.every((record, i) => i === 0 || record > records[i - 1]!),
    })
    this.#records = []
  }
}
