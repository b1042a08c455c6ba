import type { DifferenceId } from '../../../src/spu/differences.ts'
import type { Difference } from '../difference.ts'
import { runAsSpu } from './asSpu.ts'
import { receivedOf } from './received.ts'
import { actualError, expectedError } from './responses.ts'
import type { ConsumeRow, LiveRow, ResultReceived } from './rows.ts'
import { storedRecords } from './storedBatches.ts'
import type { StreamRun } from './stream.ts'
import type { World } from './world.ts'
import { expectedBytes, written } from './written.ts'

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

type Row = ConsumeRow | LiveRow

/** A decision: what it makes of an expectation, or null where the row has nothing to do with it. */
type Decision = (context: Context) => Promise<Expectation | null> | Expectation | null

interface Context {
  readonly world: World
  readonly row: Row
  readonly run: StreamRun
  readonly expected: Expectation
}

/** What a row's result means for a stream that is answered as people expect. */
export async function decide(world: World, row: Row, run: StreamRun): Promise<Expectation> {
  let expected = fromResult(row)
  for (const decision of DECISIONS) expected = (await decision({ world, row, run, expected })) ?? expected
  return expected
}

/** As the row says: records up to the first error, and the error. */
function fromResult({ result }: Row): Expectation {
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
function fromRun(run: StreamRun): Omit<Expectation, 'decided'> {
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

function difference(rule: DifferenceId, field: string, expected: unknown, actual: unknown): Difference {
  return { field, expected, actual, rule }
}

/** The stream ends with its first error. */
const afterError: Decision = ({ row: { result }, expected }) => {
  const failed = result.responses.findIndex(({ error }) => error !== null)
  const more = result.responses.length - 1 - failed
  if (failed < 0 || more <= 0) return null
  const decided = difference('after-error', 'responses', `${more} after the first error`, 'none')
  return { ...expected, decided: [...expected.decided, decided] }
}

/** A batch is cut to the start, and nothing is skipped or done twice for max_bytes: another stream of an SPU. */
const otherStream: Decision = async ({ world, row, expected }) => {
  const { start, max_bytes } = row
  const inside = isInside(row)
  if ((!inside && typeof max_bytes !== 'number') || isRefusedStart(row)) return null
  const live = 'live' in row ? row.live : []
  const other = fromRun(await runAsSpu(world, { ...row, max_bytes: null }, live, inside ? start : 0))
  const rule = inside ? 'start-inside-batch' : row.chain.length === 0 ? 'large-fetches-plain' : 'large-fetches'
  const same = JSON.stringify([other.records, other.error]) === JSON.stringify([expected.records, expected.error])
  if (same) return null
  const decided = difference(rule, 'received', `${row.result.received.length} records`, `${other.records.length} records`)
  return { ...other, decided: [...expected.decided.filter(({ rule: id }) => id !== 'after-error' || other.error), decided] }
}

function isInside({ topic, start }: Row): boolean {
  let base = 0
  for (const { records } of topic.batches) {
    if (base < start && start < base + records.length) return true
    base += records.length
  }
  return false
}

/** A start beyond the end waits; one that cannot be is refused. */
const startOffset: Decision = ({ row, expected }) => {
  if (!isRefusedStart(row)) return null
  const refused = row.start < 0 ? 'E_OFFSET' : null
  const decided = difference('start-offset', 'responses[0].text', expected.text, refused ?? 'waits')
  return { records: [], error: null, text: null, refused, decided: [...expected.decided, decided] }
}

function isRefusedStart({ topic, start }: Row): boolean {
  return start < 0 || start > topic.batches.reduce((sum, { records }) => sum + records.length, 0)
}

/** Without SmartModules every stored record from the start on arrives. */
const plain: Decision = ({ row, expected }) => {
  if (row.chain.length > 0 || isRefusedStart(row)) return null
  const live = 'live' in row ? row.live : []
  const stored = storedRecords([...row.topic.batches, ...live.flatMap(({ batches }) => batches)])
  const records = stored
    .map(({ key, value }, offset) => ({ offset, key: written(key), value: written(value) }))
    .filter(({ offset }) => offset >= row.start)
  return { ...expected, records }
}

/** A module that is not there is refused by the SPU's own error. */
const missingModule: Decision = ({ expected }) =>
  expected.error?.code === 6001 ? { ...expected, error: null, text: null, refused: 'E_MODULE_MISSING' } : null

const DECISIONS: readonly Decision[] = [afterError, otherStream, startOffset, plain, missingModule]
