import type { Answers, Difference } from '../difference.ts'
import { replayAsExpected } from './asExpected.ts'
import { replayAsSpu } from './asSpu.ts'
import { replayClientView } from './client.ts'
import type { ClientRow, ConsumeRow, LiveRow } from './rows.ts'
import { type Guests, World } from './world.ts'

/** Replays a row of one stream, and says what differs from its result. */
export async function replayConsume(row: ConsumeRow, guests: Guests, answers: Answers): Promise<Difference[]> {
  const world = World.of(guests)
  return answers === 'spu' ? replayAsSpu(world, row) : replayAsExpected(world, row)
}

/** Replays a row whose records arrive while the stream is open. */
export async function replayLive(row: LiveRow, guests: Guests, answers: Answers): Promise<Difference[]> {
  const world = World.of(guests)
  return answers === 'spu' ? replayAsSpu(world, row) : replayAsExpected(world, row)
}

/** Replays what the Rust client makes of a stream, which is about answers as an SPU would only. */
export async function replayClient(row: ClientRow, guests: Guests): Promise<Difference[]> {
  return replayClientView(World.of(guests), row)
}
