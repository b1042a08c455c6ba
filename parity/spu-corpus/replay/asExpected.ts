import type { Difference } from '../difference.ts'
import type { ConsumeRow, LiveRow } from './rows.ts'
import type { World } from './world.ts'
export async function replayAsExpected(_world: World, _row: ConsumeRow | LiveRow): Promise<Difference[]> {
  return []
}
