import type { Page } from 'playwright'
import type { BenchModule } from './page.ts'
import type { Row } from './report.ts'
import { median, speedRatio, spreadText } from './statistics.ts'
import { VALUE_BYTES } from './values.ts'

const BATCHES = [1, 100, 1000, 10_000]

/** Records of a round, or one batch: a few milliseconds, so that on a busy machine most rounds are not interrupted. */
const RECORDS = 3000
const ROUNDS = 151

/** The batch size that the target is about. */
const JUDGED = 1000
const TARGET = 0.85

/** SmartModules through a chain, against bare guest calls on the same bytes, in one worker. */
export async function chainRows(page: Page): Promise<Row[]> {
  const rows: Row[] = []
  for (const module of ['regex-scrubbing', 'log-level'] as const) {
    for (const batch of BATCHES) rows.push(await measure(page, module, batch))
  }
  rows.push(await measure(page, 'identity', JUDGED))
  return rows
}

async function measure(page: Page, module: BenchModule, batch: number): Promise<Row> {
  const records = Math.max(RECORDS, batch)
  const task = { batch, records, rounds: ROUNDS }
  const duel = await page.evaluate(([module, task]) => globalThis.bench.chain(module, task), [module, task] as const)
  const ratio = speedRatio(duel)
  const perRecord = (times: readonly number[]) => (median(times) * 1e6) / records
  const [ours, bare] = [perRecord(duel.ours), perRecord(duel.bare)]
  const judged = batch === JUDGED && module !== 'identity'
  return {
    what: `chain of ${module}, batches of ${batch.toLocaleString('en')}`,
    result: spreadText(ratio, '×', 2),
    ...(judged ? { target: `≥ ${TARGET} ×`, met: ratio.median >= TARGET } : {}),
    detail:
      `${ours.toFixed(0)} ns a record of ${VALUE_BYTES} bytes, bare guest calls ${bare.toFixed(0)} ns` +
      (module === 'identity' ? ': the guest does nothing, this is the engine alone' : ''),
  }
}
