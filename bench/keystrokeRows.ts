import type { Browser, Page } from 'playwright'
import { Playground } from '../e2e/page.ts'
import { openWithTopic } from './appPage.ts'
import { inTime } from './deadline.ts'
import type { Row } from './report.ts'
import { percentile } from './statistics.ts'

const RECORDS = 1000
const TOPIC = 'thousand'
const MODULE = 'regex-filter'
const ROUNDS = 40
const TARGET = 100

declare global {
  /** set by `watchKey` */
  var keyShown: Promise<number>
}

/** The records of values.ts have ids from 100000 on: this matches 100 of them, and with one more letter 10. */
const PATTERN = '"id":1003'
const MORE = '0'

/** From a key pressed in a param to what the consumer gets of 1,000 records by it, on screen. */
export async function keystrokeRows(browser: Browser, origin: string): Promise<Row[]> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await openWithTopic(context, origin, TOPIC, RECORDS)
    const ms = await typeInParam(page)
    const late = percentile(ms, 0.95)
    return [
      {
        what: 'a key pressed in a param to new output of 1,000 records: p95',
        result: `${late.toFixed(0)} ms`,
        target: `≤ ${TARGET} ms`,
        met: late <= TARGET,
        detail: `built app, regex-scrubbing and ${MODULE}, from keydown to the frame that shows it: p50 ${percentile(ms, 0.5).toFixed(0)} ms, ${ms.length} keys`,
      },
    ]
  } finally {
    await context.close()
  }
}

async function typeInParam(page: Page): Promise<number[]> {
  const app = new Playground(page)
  await app.openTopic(TOPIC)
  await app.addBuiltIn(MODULE)
  const field = app.param(MODULE, 'regex')
  await field.fill(PATTERN)
  await inTime('100 records', page.evaluate(crossed, 100))
  await field.press('End')
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const more = round % 2 === 0
    await page.evaluate(watchKey, more ? 10 : 100)
    await page.keyboard.press(more ? MORE : 'Backspace')
    times.push(
      await inTime(
        'output after a key',
        page.evaluate(() => globalThis.keyShown),
      ),
    )
  }
  return times
}

/** Runs in the page: resolves when so many records have crossed and are drawn. */
async function crossed(records: number): Promise<void> {
  const shown = () => document.querySelector('[aria-label="Network"]')?.textContent?.includes(`${records} records, `)
  while (!shown()) await new Promise(requestAnimationFrame)
}

/** Runs in the page: sets `keyShown`, the time from the next key to when so many records have crossed and are drawn. */
function watchKey(records: number): void {
  const network = document.querySelector('[aria-label="Network"]')
  const shown = () => network?.textContent?.includes(`${records} records, `) === true
  globalThis.keyShown = new Promise((resolve) => {
    const pressed = () => {
      const start = performance.now()
      const look = () => {
        if (!shown()) return
        observer.disconnect()
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)))
      }
      const observer = new MutationObserver(look)
      observer.observe(document.body, { childList: true, subtree: true, characterData: true })
    }
    document.addEventListener('keydown', pressed, { once: true, capture: true })
  })
}
