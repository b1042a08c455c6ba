import type { Page } from 'playwright'
import type { Row } from './report.ts'
import { type Duel, median, speedRatio, spreadText } from './statistics.ts'
import { VALUE_BYTES } from './values.ts'

const TASK = { records: 100_000, batch: 1000, rounds: 15 }
const TARGET = 0.8

/** Producing into IndexedDB, against bare puts of the same bytes: strict durability, one transaction a batch, in order. */
export async function produceRows(page: Page): Promise<Row[]> {
  const { inFlight, oneByOne } = await page.evaluate((task) => globalThis.bench.produce(task), TASK)
  return [
    { ...row('produce 100,000 records, 16 batches on their way', inFlight), ...judged(inFlight) },
    row('produce 100,000 records, waiting for each answer', oneByOne),
  ]
}

function judged(duel: Duel): Pick<Row, 'target' | 'met'> {
  return { target: `≥ ${TARGET} ×`, met: speedRatio(duel).median >= TARGET }
}

function row(what: string, duel: Duel): Row {
  const [ours, bare] = [median(duel.ours), median(duel.bare)]
  return {
    what,
    result: spreadText(speedRatio(duel), '×', 2),
    detail:
      `toBatches (encode, CRC), network wall, SPU (checks, CRC again), append: ${ours.toFixed(0)} ms, bare idb puts ${bare.toFixed(0)} ms; ` +
      `batches of ${TASK.batch.toLocaleString('en')} × ${VALUE_BYTES} bytes`,
  }
}
