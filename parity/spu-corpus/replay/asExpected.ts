import { batchHeaders } from '../../../src/protocol/batch.ts'
import { batchRecords } from '../../../src/spu/answers/rustClient.ts'
import { compare, type Difference } from '../difference.ts'
import { replayAsSpu } from './asSpu.ts'
import { decide, type Expectation } from './decide.ts'
import { actualError } from './responses.ts'
import type { ConsumeRow, LiveRow } from './rows.ts'
import { inflateNothing, storedRecords } from './storedBatches.ts'
import { runStream, type StreamRun } from './stream.ts'
import { Refused, type World } from './world.ts'
import { written } from './written.ts'

/**
 * A stream of a row, answered as people expect: the same records, keys, order and errors, with the offsets and times
 * of the stored records. Where a decision asks for something else, exactly that is asked for, and the decision is
 * among the differences.
 */
export async function replayAsExpected(world: World, row: ConsumeRow | LiveRow): Promise<Difference[]> {
  const live = 'live' in row ? row.live : []
  const topic = await world.topic(row.topic.batches)
  const produce = live.map(({ batches, chain }) => async () => {
    if (chain.length > 0) throw new Error('produce requests with SmartModules are not replayed here')
    await world.produce(topic, batches)
  })
  let run: StreamRun
  try {
    run = await runStream(world, { ...row, topic, answers: 'expected' }, produce)
  } catch (error) {
    // a module that is refused here is so in both ways to answer
    if (error instanceof Refused) return await replayAsSpu(world, row)
    throw error
  } finally {
    await world.spu.deleteTopic(topic)
  }
  const expectation = await decide(world, row, run)
  return [...expectation.decided, ...compareRun(row, expectation, run)]
}

function compareRun(row: ConsumeRow | LiveRow, expected: Expectation, run: StreamRun): Difference[] {
  const stored = storedRecords([...row.topic.batches, ...('live' in row ? row.live : []).flatMap((l) => l.batches)])
  const received = receivedRecords(run)
  const records = expected.records.map((record, i) => {
    const offset = record.offset ?? received[i]?.offset
    const known = row.chain.length === 0 || record.offset !== undefined
    // the time of the stored record; where it is not known which one, nothing can be said about it
    const timestamp = known ? stored[offset ?? -1]?.timestamp : received[i]?.timestamp
    return { offset, timestamp, key: record.key, value: record.value }
  })
  const error = run.frames.at(-1)?.error ?? null
  return [
    ...compare('received', records, received),
    ...compare('error', expected.error, error && { ...actualError(error), name: expected.error?.name }),
    ...compare('text', expected.text, error?.text ?? null),
    ...compare('refused', expected.refused, run.refused),
  ]
}

/** The records of all frames, by true offset and time. */
function receivedRecords({ frames }: StreamRun) {
  return frames.flatMap(({ batch }) =>
    (batch ? batchHeaders(batch) : []).flatMap((header) =>
      batchRecords(batch!, header, inflateNothing).map(({ offsetDelta, timestampDelta, key, value }) => ({
        offset: header.baseOffset + offsetDelta,
        timestamp: header.firstTimestamp + timestampDelta,
        key: written(key),
        value: written(value),
      })),
    ),
  )
}
