import { rustClientView } from '../../../src/spu/answers/rustClient.ts'
import { compare, type Difference } from '../difference.ts'
import { runAsSpu } from './asSpu.ts'
import type { ClientRow } from './rows.ts'
import { inflateNothing } from './storedBatches.ts'
import type { World } from './world.ts'

/** What the Rust client makes of a stream, event by event. */
export async function replayClientView(world: World, row: ClientRow): Promise<Difference[]> {
  const { frames } = await runAsSpu(world, row)
  const text = new TextDecoder()
  const events = rustClientView(frames, row.start, inflateNothing).map((event) =>
    event.type === 'error'
      ? { event: 'error', display: event.text }
      : {
          event: 'record',
          offset: event.record.offset,
          timestamp: event.record.timestamp,
          key: event.record.key && text.decode(event.record.key),
          value: text.decode(event.record.value),
        },
  )
  return compare('events', row.result.events, [...events, { event: 'nothing more' }])
}
