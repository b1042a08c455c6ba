import { BATCH_HEADROOM } from '../protocol/batch.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { recordViews } from '../protocol/recordList.ts'
import type { TransformError } from '../protocol/smartModuleOutput.ts'
import type { StepOutcome } from './chainHost.ts'
import type { Enter } from './instance.ts'
import { LIMITS } from './limits.ts'
import { follow, type Lineage, matchDeltas, UNKNOWN } from './lineage.ts'
import { LIST_HEAD, RecordListBuilder } from './recordListBuilder.ts'
import type { CallContext, Keep, StepCalls } from './stepCalls.ts'

/** Records between two steps of a chain. */
export interface StepRecords {
  /** a record list */
  readonly list: Bytes
  readonly count: number
  /** offset deltas; null when they cannot be told */
  readonly deltas: Int32Array | null
  /** for each record its input record in the batch */
  readonly parents: Lineage
  /** an array_map made them: their deltas say nothing, so that each parent's records have to be fed by themselves */
  readonly byParent: boolean
}

export interface StepResult {
  readonly output: StepRecords
  readonly error: TransformError | null
  /** which of the records it was given failed; UNKNOWN without an error */
  readonly failed: number
  readonly outcome: StepOutcome
}

/**
 * Gives a whole batch to one step. One call a batch, as an SPU does it; but where the convention says so an array_map
 * gets one record a call, because its outputs do not say which record they come from, and steps after it get one
 * parent's records a call. Modules cannot tell the difference, unless they count their calls. A batch without records
 * is a call too.
 * @param enter told of the first call; later calls of the batch are of the same stage
 * @throws EngineError
 */
export function runStep(calls: StepCalls, input: StepRecords, context: CallContext, enter: Enter): StepResult {
  const { facts } = calls.instance
  const before = { calls: calls.calls, ms: calls.ms }
  const apart = calls.convention.apart && input.count > 0 && (facts.kind === 'array_map' || input.byParent)
  const result = apart ? runApart(calls, input, context, enter) : runWhole(calls, input, context, enter)
  const outcome = {
    ...idleOutcome(calls),
    recordsIn: input.count,
    recordsOut: result.output.count,
    bytesIn: input.list.length - LIST_HEAD,
    bytesOut: result.output.list.length - LIST_HEAD,
    ms: calls.ms - before.ms,
    calls: calls.calls - before.calls,
  }
  return { ...result, outcome }
}

/** The outcome of a step that a batch did not reach. */
export function idleOutcome(calls: StepCalls): StepOutcome {
  return {
    recordsIn: 0,
    recordsOut: 0,
    bytesIn: 0,
    bytesOut: 0,
    ms: 0,
    calls: 0,
    accumulator: calls.accumulator,
    memoryBytes: calls.instance.memoryBytes,
  }
}

type RunResult = Omit<StepResult, 'outcome'>

function runWhole(calls: StepCalls, input: StepRecords, context: CallContext, enter: Enter): RunResult {
  let list: Bytes = new Uint8Array(LIST_HEAD)
  let count = 0
  let deltas: Int32Array<ArrayBuffer> | null = null
  const keep: Keep = (successes, successCount, successDeltas) => {
    list = withHeadroom(successes)
    count = successCount
    deltas = successDeltas
  }
  const error = calls.transform(input.list, context, keep, enter)
  // an array_map writes 0 into all of its outputs
  const matches = matchDeltas(calls.instance.facts.kind === 'array_map' ? null : input.deltas, deltas, count)
  const failed = error === null ? UNKNOWN : failedRecord(input, error.offset - context.baseOffset, matches, count)
  const output = { list, count, deltas, parents: follow(input.parents, matches), byParent: input.byParent }
  return { output, error, failed }
}

/** A copy of its own, with room for what an SPU writes before it. */
function withHeadroom(list: Uint8Array): Bytes {
  const room = new Uint8Array(BATCH_HEADROOM + list.length)
  room.set(list, BATCH_HEADROOM)
  return room.subarray(BATCH_HEADROOM)
}

function runApart(calls: StepCalls, input: StepRecords, context: CallContext, enter: Enter): RunResult {
  const { kind } = calls.instance.facts
  const { starts } = recordViews(input.list)
  const scratch = new Uint8Array(input.list.length)
  const head = new DataView(scratch.buffer)
  const list = new RecordListBuilder(input.list.length)
  const parents: number[] = []
  let error: TransformError | null = null
  let failed = UNKNOWN
  let announce = enter
  for (let from = 0, to = 0; from < input.count && error === null; from = to) {
    to = kind === 'array_map' ? from + 1 : endOfRun(input.parents, from)
    const parent = input.parents === null ? from : input.parents[from]!
    const part = input.list.subarray(starts[from], starts[to])
    head.setInt32(0, to - from)
    scratch.set(part, LIST_HEAD)
    const keep = (successes: Uint8Array, count: number) => {
      list.append(successes.subarray(LIST_HEAD), count)
      for (let i = 0; i < count; i++) parents.push(parent)
    }
    error = calls.transform(scratch.subarray(0, LIST_HEAD + part.length), context, keep, announce)
    if (error !== null) failed = from
    // the limits of one call hold for what is one call on a cluster
    if (list.count > LIMITS.outputRecords) throw calls.instance.tooManyRecords(list.count, kind)
    if (list.size > LIMITS.outputBytes) throw calls.instance.outputTooBig(list.size, kind)
    announce = () => {}
  }
  const count = list.count
  const output = { list: list.finish(), count, deltas: null, parents: Int32Array.from(parents), byParent: true }
  return { output, error, failed }
}

/** Where the records of the same parent end. Without a lineage each record is its own parent. */
function endOfRun(parents: Lineage, from: number): number {
  if (parents === null) return from + 1
  let to = from + 1
  while (to < parents.length && parents[to] === parents[from]) to++
  return to
}

/**
 * Which record an error is about: the one with its offset; else the one after the last that succeeded.
 * @param delta the error's offset within the batch
 */
function failedRecord(input: StepRecords, delta: number, matches: Lineage, successes: number): number {
  const place = input.deltas === null ? UNKNOWN : input.deltas.indexOf(delta)
  if (place !== UNKNOWN) return place
  const next = matches === null ? successes : (matches.at(-1) ?? UNKNOWN) + 1
  return Math.min(next, input.count - 1)
}
