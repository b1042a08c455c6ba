import type { Page } from 'playwright'
import type { Producer } from './page.ts'
import type { Row } from './report.ts'
import { median, speedRatio, spreadText } from './statistics.ts'
import { VALUE_BYTES } from './values.ts'

const TASK = { records: 100_000, batch: 1000, rounds: 15, inFlight: 16 }

/** The producer that the target is about: what `Spu.produce` itself takes. */
const JUDGED: Producer = 'worker'
const TARGET = 0.8

const PRODUCERS: readonly { producer: Producer; what: string; inside: string }[] = [
  {
    producer: 'worker',
    what: `produce 100,000 records, ${TASK.inFlight} batches on their way`,
    inside: 'Spu.produce in its worker: check of header, CRC and records, topic, append',
  },
  {
    producer: 'page',
    what: `produce 100,000 records from the page, ${TASK.inFlight} batches on their way`,
    inside: 'the same, encoded (toBatches, CRC) by the page and sent over the network wall',
  },
  {
    producer: 'pageWaiting',
    what: 'produce 100,000 records from the page, waiting for each answer',
    inside: 'the same, one batch at a time',
  },
]

/** Producing into IndexedDB, against bare puts of the same bytes: a strict transaction for each batch, in order. */
export async function produceRows(page: Page): Promise<Row[]> {
  const times = await page.evaluate((task) => globalThis.bench.produce(task), TASK)
  return PRODUCERS.map(({ producer, what, inside }) => {
    const ratio = speedRatio({ ours: times[producer], bare: times.bare })
    const [ours, bare] = [median(times[producer]), median(times.bare)]
    return {
      what,
      result: spreadText(ratio, '×', 2),
      ...(producer === JUDGED ? { target: `≥ ${TARGET} ×`, met: ratio.median >= TARGET } : {}),
      detail:
        `${inside}: ${ours.toFixed(0)} ms, bare idb puts ${bare.toFixed(0)} ms; ` +
        `batches of ${TASK.batch.toLocaleString('en')} × ${VALUE_BYTES} bytes`,
    }
  })
}
