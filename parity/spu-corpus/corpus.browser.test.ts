import { beforeAll, expect, test } from 'vitest'
import { commands } from 'vitest/browser'
import { connectSpu } from '../../src/network/spuClient.ts'
import type { BrowserSample } from './browserSample.ts'
import { fromBase64 } from './corpusBytes.ts'
import { exceptionOf } from './exceptions.ts'
import { replayAsExpected } from './replay/asExpected.ts'
import { replayAsSpu } from './replay/asSpu.ts'
import { World } from './replay/world.ts'

// Rows of all groups through the real SPU worker, its storage and its sandboxes. What Node replays in one thread must
// not change on the way over both walls.

declare module 'vitest/browser' {
  interface BrowserCommands {
    corpusSample: (count: number) => Promise<BrowserSample>
  }
}

const ROWS = 200
/** streams at the same time */
const AT_ONCE = 4

let sample: BrowserSample
let world: World
beforeAll(async () => {
  sample = await commands.corpusSample(ROWS)
  const guests = new Map(Object.entries(sample.guests).map(([name, wasm]) => [name, fromBase64(wasm)]))
  world = new World(guests, connectSpu().spu)
}, 60_000)

test.each([
  ['an SPU does', replayAsSpu],
  ['people expect', replayAsExpected],
] as const)(
  'answered as %s, over both walls',
  async (_, replay) => {
    expect(sample.rows).toHaveLength(ROWS)
    const unexplained: string[] = []
    const left = [...sample.rows]
    const replayNext = async (): Promise<void> => {
      for (let row = left.pop(); row; row = left.pop()) {
        for (const difference of await replay(world, row.json as never)) {
          const decided = replay === replayAsExpected && difference.rule !== null
          if (decided || exceptionOf(row, difference)) continue
          unexplained.push(`${row.id}: ${JSON.stringify(difference).slice(0, 300)}`)
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, replayNext))
    expect(unexplained).toEqual([])
  },
  120_000,
)
