import { runAsSpu } from './asSpu.ts'
import { compareRun } from './compareRun.ts'
import { arrayMap, errorKind } from './decideCalls.ts'
import { lookBack } from './decideLookBack.ts'
import { oldModules } from './decideOldModules.ts'
import {
  type Decision,
  difference,
  type Expectation,
  fromResult,
  fromRun,
  isRefusedStart,
  type Row,
  withDecided,
} from './expectation.ts'
import { storedRecords } from './storedBatches.ts'
import type { StreamRun } from './stream.ts'
import type { World } from './world.ts'
import { written } from './written.ts'

/** What a row's result means for a stream that is answered as people expect. */
export async function decide(world: World, row: Row, run: StreamRun): Promise<Expectation> {
  let expected = fromResult(row)
  const isAsExpected = (told: Expectation) => compareRun(row, told, run).length === 0
  for (const decision of DECISIONS) expected = (await decision({ world, row, run, expected, isAsExpected })) ?? expected
  return expected
}

/** The stream ends with its first error. */
const afterError: Decision = ({ row: { result }, expected }) => {
  const failed = result.responses.findIndex(({ error }) => error !== null)
  const more = result.responses.length - 1 - failed
  if (failed < 0 || more <= 0) return null
  return withDecided(expected, difference('after-error', 'responses', `${more} after the first error`, 'none'))
}

/** A batch is cut to the start, and nothing is skipped or done twice for max_bytes: another stream of an SPU. */
const otherStream: Decision = async ({ world, row, run, expected, isAsExpected }) => {
  if (isRefusedStart(row) || isAsExpected(expected) || row.chain.some(({ lookback }) => lookback)) return null
  const { start, max_bytes } = row
  const inside = isInside(row)
  if (!inside && typeof max_bytes !== 'number') return null
  const live = 'live' in row ? row.live : []
  const other = fromRun(await runAsSpu(world, { ...row, max_bytes: null }, live, inside ? start : 0))
  const rule = inside ? 'start-inside-batch' : row.chain.length === 0 ? 'large-fetches-plain' : 'large-fetches'
  const before = `${expected.records.length} records`
  const decided = difference(rule, 'received', before, `${other.records.length} records`)
  const told = withDecided({ ...other, decided: expected.decided }, decided)
  return other.text?.includes(TRAP) ? { ...told, records: await beforeTrap(world, row, run) } : told
}

const TRAP = 'error while executing at wasm backtrace:'

/** A trap loses the batches of its fetch, which the trace tells; those of earlier fetches have arrived. */
async function beforeTrap(world: World, row: Row, { trace }: StreamRun): Promise<Expectation['records']> {
  const lost = trace.find((event) => event.type === 'failed')?.baseOffset ?? 0
  let base = 0
  const batches = row.topic.batches.filter(({ records }) => {
    base += records.length
    return base <= lost
  })
  return batches.length === 0
    ? []
    : fromRun(await runAsSpu(world, { ...row, topic: { batches }, max_bytes: null })).records
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

const DECISIONS: readonly Decision[] = [
  afterError,
  otherStream,
  lookBack,
  oldModules,
  arrayMap,
  errorKind,
  startOffset,
  plain,
  missingModule,
]
