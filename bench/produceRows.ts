import type { Page } from 'playwright'
import type { Producer, ProduceTask } from './produceInPage.ts'
import type { Row } from './report.ts'
import { median, speedRatio, spreadText } from './statistics.ts'
import { VALUE_BYTES } from './values.ts'

const IN_FLIGHT = 16
const TARGET = 0.8

interface Race {
  readonly task: ProduceTask
  readonly rows: readonly { readonly producer: Producer; readonly what: string; readonly judged: boolean }[]
}

const INSIDE: Readonly<Record<Producer, string>> = {
  worker: 'Spu.produce in its worker: check of header, CRC and records, topic, append',
  page: 'the same, encoded (toBatches, CRC) by the page and sent over the network wall',
  pageWaiting: 'the same from the page, one batch at a time',
}

const RACES: readonly Race[] = [
  {
    task: { records: 1_000_000, batch: 1000, rounds: 5, inFlight: IN_FLIGHT, producers: ['worker', 'page'] },
    rows: [
      { producer: 'worker', what: `produce 1,000,000 records, ${IN_FLIGHT} batches on their way`, judged: true },
      { producer: 'page', what: `produce 1,000,000 from the page, ${IN_FLIGHT} batches on their way`, judged: false },
    ],
  },
  {
    task: { records: 100_000, batch: 1000, rounds: 9, inFlight: IN_FLIGHT, producers: ['pageWaiting'] },
    rows: [{ producer: 'pageWaiting', what: 'produce 100,000 from the page, waiting for each answer', judged: false }],
  },
]

/** Producing into IndexedDB, against bare puts of the same bytes: a strict transaction for each batch, in order. */
export async function produceRows(page: Page): Promise<Row[]> {
  const rows: Row[] = []
  for (const { task, rows: asked } of RACES) {
    const times = await page.evaluate((task) => globalThis.bench.produce(task), task)
    for (const { producer, what, judged } of asked) {
      const ratio = speedRatio({ ours: times[producer], bare: times.bare })
      const [ours, bare] = [median(times[producer]), median(times.bare)]
      rows.push({
        what: `${what}, to bare idb puts`,
        result: spreadText(ratio, '×', 2),
        ...(judged ? { target: `≥ ${TARGET} ×`, met: ratio.median >= TARGET } : {}),
        detail:
          `${INSIDE[producer]}: ${ours.toFixed(0)} ms, bare idb puts ${bare.toFixed(0)} ms; ` +
          `batches of ${task.batch.toLocaleString('en')} × ${VALUE_BYTES} bytes`,
      })
    }
  }
  return rows
}
