import { availableParallelism } from 'node:os'
import type { Page } from 'playwright'
import type { Row } from './report.ts'
import { median, speedRatio, spreadText } from './statistics.ts'
import { fillTopic, streamed } from './streamRows.ts'
import { takeTurns } from './turns.ts'

const MODULE = 'regex-scrubbing' as const
const RECORDS = 1_000_000
const ROUNDS = 5
const PARTITIONS = 4

/** The same records in four partitions, each with a sandbox of its own, against one partition. */
export async function partitionRows(page: Page): Promise<Row[]> {
  await fillTopic(page, 'one-partition', 1, RECORDS)
  await fillTopic(page, 'four-partitions', PARTITIONS, RECORDS)
  await page.evaluate((module) => globalThis.bench.addModule(module), MODULE)
  const run = async (topic: string) => (await streamed(page, topic, [MODULE], RECORDS)).ms
  const duel = await takeTurns(ROUNDS, { ours: () => run('four-partitions'), bare: () => run('one-partition') }, 1)
  const ratio = speedRatio(duel)
  return [
    {
      what: `a topic of ${PARTITIONS} partitions, to one of 1`,
      result: spreadText(ratio, '×', 2),
      target: '≥ 1 ×',
      met: ratio.median >= 1,
      detail:
        `${RECORDS.toLocaleString('en')} records through ${MODULE}, a sandbox a partition, on ${availableParallelism()} ` +
        `processors that the page and the SPU share: ${median(duel.ours).toFixed(0)} ms, ${median(duel.bare).toFixed(0)} ms`,
    },
  ]
}
