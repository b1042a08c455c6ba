import type { Page } from 'playwright'
import { type Heaps, HeapWatch, type Owner } from './heapWatch.ts'
import type { Row } from './report.ts'
import { median, spread, spreadText } from './statistics.ts'
import { fillTopic, streamed } from './streamRows.ts'
import { takeTurns } from './turns.ts'
import { VALUE_BYTES } from './values.ts'

const MODULE = 'regex-scrubbing' as const
const [SMALL, MIDDLE, HALF, LARGE] = [10_000, 100_000, 500_000, 1_000_000] as const
const SIZES = [SMALL, MIDDLE, HALF, LARGE]
const ROUNDS = 5

/** How much more a further record may take in a large topic than in a small one. */
const SLOWER = 1.1

/** How much more memory may be in use with a million records than with half of them. */
const LARGER = 1.1

/** Time and memory of a stream from 10,000 to 1,000,000 records. */
export async function growthRows(page: Page): Promise<Row[]> {
  for (const size of SIZES) await fillTopic(page, topicOf(size), 1, size)
  await page.evaluate((module) => globalThis.bench.addModule(module), MODULE)
  return [await timeRow(page), ...(await memoryRows(page))]
}

async function timeRow(page: Page): Promise<Row> {
  // short ones several times, so that all take their share of what else the machine does
  const run = async (size: number, times: number) => {
    const runs: number[] = []
    for (let i = 0; i < times; i++) runs.push((await streamed(page, topicOf(size), [MODULE], size)).ms)
    return median(runs)
  }
  const contestants = { small: () => run(SMALL, 9), middle: () => run(MIDDLE, 5), large: () => run(LARGE, 1) }
  const { small, middle, large } = await takeTurns(ROUNDS, contestants, 1)
  // what a further record takes: the differences leave out starting the chain
  const before = middle.map((ms, round) => ((ms - small[round]!) * 1e6) / (MIDDLE - SMALL))
  const after = large.map((ms, round) => ((ms - middle[round]!) * 1e6) / (LARGE - MIDDLE))
  const ratio = spread(after.map((ns, round) => ns / before[round]!))
  return {
    what: `a further record from ${count(MIDDLE)} to ${count(LARGE)}, to one from ${count(SMALL)} to ${count(MIDDLE)}`,
    result: spreadText(ratio, '× the time', 2),
    target: `≤ ${SLOWER} ×`,
    met: ratio.median <= SLOWER,
    detail:
      `topic → ${MODULE} → consumer: ${median(after).toFixed(0)} ns, ${median(before).toFixed(0)} ns a record; whole ` +
      `streams ${[small, middle, large].map((ms) => `${median(ms).toFixed(0)} ms`).join(', ')}`,
  }
}

/** In runs of their own: looking takes time too. */
async function memoryRows(page: Page): Promise<Row[]> {
  const watch = await HeapWatch.start(page)
  const peaks = new Map<number, Heaps[]>(SIZES.map((size) => [size, []]))
  for (let round = 0; round < 3; round++) {
    for (const size of SIZES) {
      watch.peaks()
      await streamed(page, topicOf(size), [MODULE], size)
      peaks.get(size)?.push(watch.peaks())
    }
  }
  await watch.stop()
  const peak = (owner: Owner, size: number) => median((peaks.get(size) ?? []).map((heaps) => heaps[owner]))
  return (['page', 'spu', 'sandbox'] as const).map((owner): Row => {
    const share = peak(owner, LARGE) / peak(owner, HALF)
    const sizes = SIZES.map((size) => `${(peak(owner, size) / 2 ** 20).toFixed(1)} MiB with ${count(size)}`)
    return {
      what: `most memory of ${NAMES[owner]}, ${count(LARGE)} records to ${count(HALF)}`,
      result: `${share.toFixed(2)} ×`,
      target: `≤ ${LARGER} ×`,
      met: share <= LARGER,
      detail:
        `${sizes.join(', ')} of ${VALUE_BYTES} bytes; JavaScript heap, buffers and WebAssembly memories, with garbage, which ` +
        'Chromium lets grow to some 64 MiB; looked at every 40 ms over the devtools protocol; the page only counts',
    }
  })
}

const NAMES: Readonly<Record<Owner, string>> = { page: 'the page', spu: 'the SPU worker', sandbox: 'the sandbox' }

function topicOf(size: number): string {
  return `records-${size}`
}

function count(size: number): string {
  return size.toLocaleString('en')
}
