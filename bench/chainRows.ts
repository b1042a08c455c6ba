import type { Page } from 'playwright'
import type { BenchModule } from './modules.ts'
import type { Row } from './report.ts'
import { type Duel, median, speedRatio, spreadText } from './statistics.ts'
import { takeTurns } from './turns.ts'
import { VALUE_BYTES } from './values.ts'

const MODULES = ['regex-scrubbing', 'log-level', 'tight-map'] as const
const BATCHES = [1, 100, 1000, 10_000]

/** Records of a round, or one batch: a few milliseconds, so that on a busy machine most rounds are not interrupted. */
const RECORDS = 3000
const ROUNDS = 101

/** The batch size from which on the target is meant. */
const JUDGED = 100
const TARGET = 0.85

/** SmartModules through a chain, against bare guest calls on the same bytes, in one worker. */
export async function chainRows(page: Page): Promise<Row[]> {
  const rows: Row[] = []
  for (const module of MODULES) for (const batch of BATCHES) rows.push(await measure(page, module, batch))
  rows.push(await measure(page, 'identity', 1000))
  await page.evaluate(() => globalThis.bench.closeChain())
  return rows
}

async function measure(page: Page, module: BenchModule, batch: number): Promise<Row> {
  const records = Math.max(RECORDS, batch)
  await page.evaluate(([module, task]) => globalThis.bench.openChain(module, task), [
    module,
    { batch, records, distinct: records },
  ] as const)
  const duel: Duel = await takeTurns(ROUNDS, {
    ours: () => page.evaluate(() => globalThis.bench.chainRound()),
    bare: () => page.evaluate(() => globalThis.bench.bareRound()),
  })
  const ratio = speedRatio(duel)
  const perRecord = (times: readonly number[]) => ((median(times) * 1e6) / records).toFixed(0)
  const judged = batch >= JUDGED && module !== 'identity'
  return {
    what: `chain of ${module}, batches of ${batch.toLocaleString('en')}, to bare guest calls`,
    result: spreadText(ratio, '×', 2),
    ...(judged ? { target: `≥ ${TARGET} ×`, met: ratio.median >= TARGET } : {}),
    detail:
      `${perRecord(duel.ours)} ns a record of ${VALUE_BYTES} bytes, bare guest calls ${perRecord(duel.bare)} ns` +
      (module === 'identity' ? ': the guest does nothing, this is the engine alone' : ''),
  }
}
