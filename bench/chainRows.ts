import type { Page } from 'playwright'
import type { Row } from './report.ts'
import { median, speedRatio } from './statistics.ts'
import { VALUE_BYTES } from './values.ts'

const MODULES = [
  { name: 'regex-scrubbing', kind: 'map' },
  { name: 'log-level', kind: 'filter' },
  { name: 'panic-on-empty', kind: 'map that copies' },
]
const BATCHES = [1, 100, 1000, 10_000]
const RECORDS = 20_000
const ROUNDS = 9

/** The batch size that the target is about. */
const JUDGED = 1000
const TARGET = 0.85

/** SmartModules through a chain, against bare guest calls on the same bytes, in one worker. */
export async function chainRows(page: Page): Promise<Row[]> {
  const rows: Row[] = []
  for (const { name, kind } of MODULES) {
    for (const batch of BATCHES) {
      const task = { batch, records: RECORDS, rounds: ROUNDS }
      const duel = await page.evaluate(([name, task]) => globalThis.bench.chain(name, task), [name, task] as const)
      const { ratio, least, most } = speedRatio(duel)
      const perRecord = (times: readonly number[]) => (median(times) * 1e6) / RECORDS
      const [ours, bare] = [perRecord(duel.ours), perRecord(duel.bare)]
      rows.push({
        what: `chain of ${name} (${kind}), batches of ${batch.toLocaleString('en')}`,
        result: `${ratio.toFixed(2)} × (${least.toFixed(2)}–${most.toFixed(2)})`,
        ...(batch === JUDGED ? { target: `≥ ${TARGET} ×`, met: ratio >= TARGET } : {}),
        detail: `${ours.toFixed(0)} ns a record of ${VALUE_BYTES} bytes, bare guest calls ${bare.toFixed(0)} ns`,
      })
    }
  }
  return rows
}
