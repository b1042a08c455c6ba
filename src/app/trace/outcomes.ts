import { FATE, type LogLine, type StepOutcome } from '../../smartengine/chainHost.ts'
import type { TraceEvent } from '../../spu/spu.ts'

/** What became of a record of the topic in the run on screen. Observer view. */
export type Outcome =
  | { readonly kind: 'sent'; readonly outputs: number; readonly bypassedAfter: number | null }
  | { readonly kind: 'dropped'; readonly step: number }
  | { readonly kind: 'error'; readonly step: number }
  /** the record was in a batch of which nothing crossed */
  | { readonly kind: 'failed'; readonly step: number }
  | { readonly kind: 'unprocessed'; readonly step: number }

/** Sums of one step over a run. */
export interface StepTotals {
  readonly recordsIn: number
  readonly recordsOut: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly ms: number
  readonly errors: number
}

type BatchEvent = Extract<TraceEvent, { type: 'batch' }>
type FailedEvent = Extract<TraceEvent, { type: 'failed' }>

/** The trace of one run so far. */
export class Outcomes {
  readonly #byPartition: Map<number, Map<number, Outcome>>
  readonly #failed: readonly FailedEvent[]
  readonly steps: readonly StepTotals[]
  readonly log: readonly LogLine[]
  /** counted, so that a change is seen although the maps are shared */
  readonly batches: number

  private constructor(
    byPartition: Map<number, Map<number, Outcome>>,
    failed: readonly FailedEvent[],
    steps: readonly StepTotals[],
    log: readonly LogLine[],
    batches: number,
  ) {
    this.#byPartition = byPartition
    this.#failed = failed
    this.steps = steps
    this.log = log
    this.batches = batches
  }

  static none(): Outcomes {
    return new Outcomes(new Map(), [], [], [], 0)
  }

  with(event: BatchEvent | FailedEvent): Outcomes {
    if (event.type === 'failed') {
      return new Outcomes(
        this.#byPartition,
        [...this.#failed, event],
        countError(this.steps, event.step),
        this.log,
        this.batches + 1,
      )
    }
    const records = this.#byPartition.get(event.partition) ?? new Map<number, Outcome>()
    this.#byPartition.set(event.partition, records)
    for (const [index, delta] of event.deltas.entries()) {
      records.set(event.baseOffset + delta, readOutcome(event, index))
    }
    const errorIn = event.fates.indexOf(FATE.error)
    const steps = event.steps.map((outcome, step) => addTotals(this.steps[step], outcome))
    return new Outcomes(
      this.#byPartition,
      this.#failed,
      errorIn < 0 ? steps : countError(steps, event.endedIn[errorIn] ?? 0),
      [...this.log, ...event.log],
      this.batches + 1,
    )
  }

  /** What became of a record, or undefined while it has not been reached. */
  at(partition: number, offset: number): Outcome | undefined {
    const failed = this.#failed.find(
      (event) => event.partition === partition && event.baseOffset <= offset && offset <= event.lastOffset,
    )
    if (failed) return { kind: 'failed', step: failed.step }
    return this.#byPartition.get(partition)?.get(offset)
  }
}

function readOutcome(event: BatchEvent, index: number): Outcome {
  const step = event.endedIn[index] ?? 0
  switch (event.fates[index]) {
    case FATE.dropped:
      return { kind: 'dropped', step }
    case FATE.error:
      return { kind: 'error', step }
    case FATE.unprocessed:
      return { kind: 'unprocessed', step }
    default:
      return { kind: 'sent', outputs: event.outputs[index] ?? 1, bypassedAfter: event.bypassedAfter }
  }
}

function addTotals(totals: StepTotals | undefined, outcome: StepOutcome): StepTotals {
  return {
    recordsIn: (totals?.recordsIn ?? 0) + outcome.recordsIn,
    recordsOut: (totals?.recordsOut ?? 0) + outcome.recordsOut,
    bytesIn: (totals?.bytesIn ?? 0) + outcome.bytesIn,
    bytesOut: (totals?.bytesOut ?? 0) + outcome.bytesOut,
    ms: (totals?.ms ?? 0) + outcome.ms,
    errors: totals?.errors ?? 0,
  }
}

function countError(steps: readonly StepTotals[], step: number): StepTotals[] {
  const none: StepTotals = { recordsIn: 0, recordsOut: 0, bytesIn: 0, bytesOut: 0, ms: 0, errors: 0 }
  const counted = [...steps]
  for (let index = counted.length; index <= step; index += 1) counted.push(none)
  const at = counted[step]
  if (at) counted[step] = { ...at, errors: at.errors + 1 }
  return counted
}
