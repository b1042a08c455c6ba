import type { Page } from 'playwright'
import type { Row } from './report.ts'
import { type Duel, median, speedRatio } from './statistics.ts'
import { VALUE_BYTES } from './values.ts'

const TASK = { records: 100_000, batch: 1000, rounds: 7 }
const TARGET = 0.8

/** Producing into IndexedDB, against bare puts of the same bytes: strict durability, one transaction a batch, in order. */
export async function produceRows(page: Page): Promise<Row[]> {
  const { page: fromPage, worker } = await page.evaluate((task) => globalThis.bench.produce(task), TASK)
  return [
    row('produce 100,000 records in the SPU’s worker', worker, 'encode and CRC, SPU (checks, CRC again), append'),
    row('produce 100,000 records from the page', fromPage, 'toBatches, encode and CRC, network wall, SPU, append'),
  ]
}

function row(what: string, duel: Duel, inside: string): Row {
  const { ratio, least, most } = speedRatio(duel)
  const [ours, bare] = [median(duel.ours), median(duel.bare)]
  return {
    what,
    result: `${ratio.toFixed(2)} × (${least.toFixed(2)}–${most.toFixed(2)})`,
    target: `≥ ${TARGET} ×`,
    met: ratio >= TARGET,
    detail:
      `${inside}: ${ours.toFixed(0)} ms, bare idb puts ${bare.toFixed(0)} ms; ` +
      `batches of ${TASK.batch.toLocaleString('en')} × ${VALUE_BYTES} bytes`,
  }
}
