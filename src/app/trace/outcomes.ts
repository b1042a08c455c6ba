import { FATE, type LogLine, type StepOutcome } from '../../smartengine/chainHost.ts'
import type { TraceEvent } from '../../spu/spu.ts'
import { Growing } from '../batches/growing.ts'
import { countFate, placeIn, type TracedBatch, tracedBatch, valueAt } from './tracedBatch.ts'

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

/** Lines of a run that are kept: the newest. */
const LINES_KEPT = 2000

interface Moment {
  /** by partition, by offset */
  readonly partitions: ReadonlyMap<number, Growing<TracedBatch>>
  readonly failed: readonly FailedEvent[]
  readonly steps: readonly StepTotals[]
  readonly log: readonly LogLine[]
  readonly linesGone: number
  readonly dropped: number
  readonly droppedIn: readonly number[]
  readonly unprocessed: number
}

const NOTHING: Moment = {
  partitions: new Map(),
  failed: [],
  steps: [],
  log: [],
  linesGone: 0,
  dropped: 0,
  droppedIn: [],
  unprocessed: 0,
}

/** The trace of one run so far. */
export class Outcomes {
  readonly #moment: Moment

  private constructor(moment: Moment) {
    this.#moment = moment
  }

  static none(): Outcomes {
    return new Outcomes(NOTHING)
  }

  with(event: BatchEvent | FailedEvent): Outcomes {
    const now = this.#moment
    if (event.type === 'failed') {
      const steps = countError(now.steps, event.step)
      return new Outcomes({ ...now, failed: [...now.failed, event], steps })
    }
    const traced = tracedBatch(event)
    const before = now.partitions.get(event.partition) ?? Growing.none<TracedBatch>()
    const partitions = new Map(now.partitions).set(event.partition, before.with([traced]))
    const errorIn = event.fates.indexOf(FATE.error)
    const steps = event.steps.map((outcome, step) => addTotals(now.steps[step], outcome))
    const lines = event.log.length === 0 ? now.log : [...now.log, ...event.log]
    const dropped = countFate(traced, FATE.dropped)
    return new Outcomes({
      ...now,
      partitions,
      steps: errorIn < 0 ? steps : countError(steps, event.endedIn[errorIn] ?? 0),
      log: lines.length > LINES_KEPT ? lines.slice(-LINES_KEPT) : lines,
      linesGone: now.linesGone + Math.max(0, lines.length - LINES_KEPT),
      dropped: now.dropped + dropped,
      droppedIn: dropped === 0 ? now.droppedIn : [...new Set([...now.droppedIn, ...stepsThatDropped(event)])],
      unprocessed: now.unprocessed + countFate(traced, FATE.unprocessed),
    })
  }

  get steps(): readonly StepTotals[] {
    return this.#moment.steps
  }

  /** The newest lines that SmartModules printed. */
  get log(): readonly LogLine[] {
    return this.#moment.log
  }

  /** Lines that came before those of `log` and are not kept. */
  get linesGone(): number {
    return this.#moment.linesGone
  }

  /** Records that a step dropped. */
  get dropped(): number {
    return this.#moment.dropped
  }

  /** The steps that dropped them. */
  get droppedIn(): readonly number[] {
    return this.#moment.droppedIn
  }

  /** Records after an error that no step saw to the end. */
  get unprocessed(): number {
    return this.#moment.unprocessed
  }

  /** The batches of a partition that were processed, in order. */
  batchesOf(partition: number): Growing<TracedBatch> {
    return this.#moment.partitions.get(partition) ?? Growing.none()
  }

  /** What became of a record, or undefined while it has not been reached. */
  at(partition: number, offset: number): Outcome | undefined {
    const failed = this.#moment.failed.find(
      (event) => event.partition === partition && event.baseOffset <= offset && offset <= event.lastOffset,
    )
    if (failed) return { kind: 'failed', step: failed.step }
    const batches = this.batchesOf(partition)
    let index = batches.firstWhere(({ lastOffset }) => lastOffset >= offset)
    // A batch that did not fit into an answer is processed again: the last time counts.
    while ((batches.at(index + 1)?.baseOffset ?? Number.POSITIVE_INFINITY) <= offset) index += 1
    const batch = batches.at(index)
    const place = batch && placeIn(batch, offset)
    return batch === undefined || place === undefined ? undefined : readOutcome(batch, place)
  }
}

function readOutcome({ fates, endedIn, outputs, bypassedAfter }: TracedBatch, place: number): Outcome {
  const step = valueAt(endedIn, place)
  switch (valueAt(fates, place)) {
    case FATE.dropped:
      return { kind: 'dropped', step }
    case FATE.error:
      return { kind: 'error', step }
    case FATE.unprocessed:
      return { kind: 'unprocessed', step }
    default:
      return { kind: 'sent', outputs: valueAt(outputs, place), bypassedAfter }
  }
}

function stepsThatDropped({ fates, endedIn }: BatchEvent): Set<number> {
  const steps = new Set<number>()
  for (const [i, fate] of fates.entries()) if (fate === FATE.dropped) steps.add(endedIn[i] ?? 0)
  return steps
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
