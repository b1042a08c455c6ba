import type { DifferenceId } from '../../../src/spu/differences.ts'
import type { Difference } from '../difference.ts'
import { receivedOf } from './received.ts'
import { actualError, expectedError } from './responses.ts'
import type { ConsumeRow, LiveRow, ResultReceived } from './rows.ts'
import type { StreamRun } from './stream.ts'
import type { World } from './world.ts'
import { expectedBytes } from './written.ts'

/** A record as a consumer should get it. */
interface ExpectedRecord {
  /** where the record it came of is stored; undefined: not known */
  readonly offset: number | undefined
  readonly key: string | null
  readonly value: string | null
}

/** What a stream should give: records, then an error or none. */
export interface Expectation {
  readonly records: readonly ExpectedRecord[]
  readonly error: ReturnType<typeof expectedError> | null
  readonly text: string | null
  /** error code of the SPU where the stream is not opened */
  readonly refused: string | null
  /** the decisions that make this another answer than the row's, each with what it changes */
  readonly decided: readonly Difference[]
}

export type Row = ConsumeRow | LiveRow

/** A decision: what it makes of an expectation, or null where the row has nothing to do with it. */
export type Decision = (context: Context) => Promise<Expectation | null> | Expectation | null

export interface Context {
  readonly world: World
  readonly row: Row
  readonly run: StreamRun
  readonly expected: Expectation
  /** the run gave this already */
  readonly isAsExpected: (expected: Expectation) => boolean
}

/** As the row says: records up to the first error, and the error. */
export function fromResult({ result }: Row): Expectation {
  const failed = result.responses.findIndex(({ error }) => error !== null)
  const last = failed < 0 ? result.responses.length : failed
  const { error = null, text = null } = result.responses[failed] ?? {}
  return {
    records: result.received.filter(({ response }) => response <= last).map(recordOf),
    error: error && expectedError(error),
    text,
    refused: null,
    decided: [],
  }
}

function recordOf({ offset, key, value }: ResultReceived): ExpectedRecord {
  return { offset: offset ?? undefined, key: expectedBytes(key), value: expectedBytes(value) }
}

/** As a stream answered as an SPU would: for a row that is asked for in another way. */
export function fromRun(run: StreamRun): Omit<Expectation, 'decided'> {
  const failed = run.frames.findIndex(({ error }) => error !== null)
  const last = failed < 0 ? run.frames.length : failed
  const error = run.frames[failed]?.error ?? null
  return {
    records: receivedOf(run)
      .filter(({ response }) => response <= last)
      .map(({ offset, key, value }) => ({ offset: offset ?? undefined, key, value })),
    error: error && actualError(error),
    text: error?.text ?? null,
    refused: null,
  }
}

/** What a decision changes. */
export function difference(rule: DifferenceId, field: string, expected: unknown, actual: unknown): Difference {
  return { field, expected, actual, rule }
}

/** An SPU refuses to start there. */
export function isRefusedStart({ topic, start }: Row): boolean {
  return start < 0 || start > topic.batches.reduce((sum, { records }) => sum + records.length, 0)
}

/** The same, and what was decided. What comes after an error is no matter where there is none any more. */
export function withDecided(expected: Expectation, decided: Difference): Expectation {
  const before = expected.decided.filter(({ rule }) => rule !== 'after-error' || expected.error !== null)
  return { ...expected, decided: [...before, decided] }
}
