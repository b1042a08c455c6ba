import { decodeBatchHeader } from '../../../src/protocol/batch.ts'
import type { Difference } from '../difference.ts'
import { compareBroken, replayAsSpu } from './asSpu.ts'
import { compareRun } from './compareRun.ts'
import { decide } from './decide.ts'
import type { ConsumeRow, LiveRow } from './rows.ts'
import { runStream, type StreamRun } from './stream.ts'
import { Refused, type World } from './world.ts'

/**
 * A stream of a row, answered as people expect: the same records, keys, order and errors, with the offsets and times
 * of the stored records. Where a decision asks for something else, exactly that is asked for, and the decision is
 * among the differences.
 */
export async function replayAsExpected(world: World, row: ConsumeRow | LiveRow): Promise<Difference[]> {
  const live = 'live' in row ? row.live : []
  const topic = await world.topic(row.topic.batches)
  const produce = live.map((request) => () => world.produce(topic, request.batches, request.chain))
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
  if (row.result.stream_ended_by === 'socket error') return compareBroken(run)
  const expectation = await decide(world, row, run)
  return [...standing(row, run), ...expectation.decided, ...compareRun(row, expectation, run)]
}

/** What is another number after every SmartModule: times, and offsets where the client counts on its own. */
function standing({ chain, result }: ConsumeRow | LiveRow, { frames }: StreamRun): Difference[] {
  const sent = frames.find(({ batch }) => batch)?.batch
  if (chain.length === 0 || !sent) return []
  const { firstTimestamp } = decodeBatchHeader(sent)
  const counted = result.responses.flatMap(({ base_offset, records }) => records.map((_, i) => (base_offset ?? 0) + i))
  const i = result.received.findIndex(({ offset }, place) => typeof offset === 'number' && offset !== counted[place])
  const times = { field: 'responses[0].first_timestamp', expected: -1, actual: firstTimestamp, rule: 'timestamps' }
  const offset = {
    field: `received[${i}].offset`,
    expected: counted[i],
    actual: result.received[i]?.offset,
    rule: 'offsets',
  }
  return i < 0 ? [times] : [times, offset]
}
