import type { DifferenceId } from '../../../src/spu/differences.ts'
import { compare, type Difference } from '../difference.ts'
import { receivedOf } from './received.ts'
import { refusedFrame } from './refusedFrame.ts'
import { actualResponse, expectedResponse } from './responses.ts'
import type { ConsumeRow, LiveRow, StreamResult } from './rows.ts'
import { runStream, type StreamRun } from './stream.ts'
import { Refused, type World } from './world.ts'
import { expectedBytes } from './written.ts'

/** A stream of a row, answered as an SPU would, against every field of what one answered. */
export async function replayAsSpu(world: World, row: ConsumeRow | LiveRow): Promise<Difference[]> {
  const live = 'live' in row ? row.live : []
  const run = await runAsSpu(world, row, live)
  return compareResult(row.result, run, live.length > 0)
}

/** What a row's stream gives, answered as an SPU would; a refused module is answered as an SPU would answer it. */
export async function runAsSpu(
  world: World,
  row: Omit<ConsumeRow, 'result'>,
  live: LiveRow['live'] = [],
  trimTo = 0,
): Promise<StreamRun> {
  const topic = await world.topic(row.topic.batches, trimTo)
  const { start, max_bytes } = row
  const produce = live.map((request) => () => world.produce(topic, request.batches, request.chain))
  const run = (chain: ConsumeRow['chain']) =>
    runStream(world, { topic, chain, start, max_bytes, answers: 'spu' }, produce)
  try {
    return await run(row.chain)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    // what comes before the refused step may fail first
    const before = await run(row.chain.slice(0, error.step))
    if (before.frames[0]?.error && before.frames[0].batch === null) return before
    return { ...before, frames: [refusedFrame(error)], phases: [0], textModule: error.isText }
  } finally {
    await world.spu.deleteTopic(topic)
  }
}

/** An SPU could not read a module. */
const REFUSED = 'Error initializing '

const TRAP = 'Other error: SmartModule err error while executing at wasm backtrace:'

/** The decision by which a stream fails in another way, whatever way to answer was asked for. */
function decidedFailure(expectedText: string, { textModule, frames }: StreamRun): DifferenceId | null {
  if (textModule && !expectedText.startsWith(REFUSED)) return 'text-modules'
  const code = frames[0]?.error?.code
  if (code === 'E_TABLE') return 'tables'
  return code === 'E_STATUS' && expectedText.startsWith(TRAP) ? 'memory-growth' : null
}

function compareResult(result: StreamResult, run: StreamRun, live: boolean): Difference[] {
  if (result.stream_ended_by === 'socket error') return compareBroken(run)
  const ended = run.frames.length > 0 ? 'quiet' : 'quiet (no response)'
  const responses = run.frames.map((frame, i) => actualResponse(frame, live ? run.phases[i] : undefined))
  const expectedText = result.responses[0]?.text ?? ''
  const rule = decidedFailure(expectedText, run)
  if (rule) return [{ field: 'responses', expected: expectedText, actual: responses[0]?.text, rule }]
  return [
    ...compare('stream_ended_by', result.stream_ended_by, ended),
    ...compare('responses', result.responses.map(expectedResponse), responses),
    ...compareReceived(result, run),
  ]
}

/** The records flattened, and the offsets the trace knows. */
function compareReceived(result: StreamResult, run: StreamRun): Difference[] {
  const actual = receivedOf(run)
  const known = result.received.map((record, i) => {
    const { offset, source_batch_base_offset: batch } = actual[i] ?? {}
    return {
      ...record,
      key: expectedBytes(record.key),
      value: expectedBytes(record.value),
      // what one side does not know cannot be compared
      offset: offset === null || typeof record.offset !== 'number' ? (offset ?? null) : record.offset,
      source_batch_base_offset: record.source_batch_base_offset ?? batch,
    }
  })
  return compare('received', known, actual)
}

/** The connection broke: an error here. */
export function compareBroken({ frames }: StreamRun): Difference[] {
  const [frame, ...more] = frames
  const code = frame?.error?.code
  const actual = frame?.batch === null && more.length === 0 && code ? `error ${code}` : 'records'
  return [{ field: 'stream_ended_by', expected: 'socket error', actual, rule: BROKEN[code ?? ''] ?? null }]
}

/** The decisions behind an error in the place of a broken connection. */
const BROKEN: Readonly<Record<string, DifferenceId>> = {
  E_PARAM: 'long-params',
  E_STACK: 'deep-recursion',
}
