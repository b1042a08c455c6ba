import type { Page } from 'playwright'
import type { BenchModule } from './modules.ts'
import type { Row } from './report.ts'
import { type Duel, median, speedRatio, spreadText } from './statistics.ts'
import type { Streamed } from './streamInPage.ts'
import { BATCH, DISTINCT } from './streamTopic.ts'
import { takeTurns } from './turns.ts'
import { VALUE_BYTES } from './values.ts'

const RECORDS = 1_000_000
const ROUNDS = 5
const TARGET = 0.7
const MODULE = 'regex-scrubbing' as const

/** Topic → chain → consumer, with every wall between them, against the same chain with nothing around it. */
export async function streamRows(page: Page): Promise<Row[]> {
  await fillTopic(page, 'one', 1, RECORDS)
  await page.evaluate((module) => globalThis.bench.addModule(module), MODULE)
  const task = { batch: BATCH, records: RECORDS, distinct: DISTINCT }
  await page.evaluate(([module, task]) => globalThis.bench.openChain(module, task), [MODULE, task] as const)
  const duel: Duel = await takeTurns(
    ROUNDS,
    {
      ours: async () => (await streamed(page, 'one', [MODULE], RECORDS)).ms,
      bare: () => page.evaluate(() => globalThis.bench.chainRound()),
    },
    1,
  )
  await page.evaluate(() => globalThis.bench.closeChain())
  const ratio = speedRatio(duel)
  const plain = await takeTurns(ROUNDS, { ms: async () => (await streamed(page, 'one', [], RECORDS)).ms })
  const seconds = (times: readonly number[]) => (median(times) / 1000).toFixed(2)
  return [
    {
      what: 'topic → chain → consumer, 1,000,000 records, to the chain alone',
      result: spreadText(ratio, '×', 2),
      target: `≥ ${TARGET} ×`,
      met: ratio.median >= TARGET,
      detail:
        `IndexedDB, SPU worker, sandbox, network wall and a page that counts: ${seconds(duel.ours)} s; the chain of ` +
        `${MODULE} alone ${seconds(duel.bare)} s; batches of ${BATCH.toLocaleString('en')} × ${VALUE_BYTES} bytes; ` +
        `without a chain ${seconds(plain.ms)} s`,
    },
  ]
}

/** Makes a topic, unless it is there. */
export async function fillTopic(page: Page, topic: string, partitions: number, records: number): Promise<void> {
  await page.evaluate(([topic, partitions, records]) => globalThis.bench.fill(topic, partitions, records), [
    topic,
    partitions,
    records,
  ] as const)
}

/** Streams a topic; all of it has to arrive. */
export async function streamed(
  page: Page,
  topic: string,
  chain: readonly BenchModule[],
  records: number,
): Promise<Streamed> {
  const result = await page.evaluate(([topic, chain]) => globalThis.bench.stream(topic, chain), [topic, chain] as const)
  if (result.records !== records) throw new Error(`${result.records} of ${records} records arrived`)
  return result
}
