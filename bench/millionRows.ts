import type { Browser, Page } from 'playwright'
import { Playground } from '../e2e/page.ts'
import { openWithTopic } from './appPage.ts'
import { inTime } from './deadline.ts'
import type { Row } from './report.ts'
import { percentile, spread, spreadText } from './statistics.ts'

const RECORDS = 1_000_000
const TOPIC = 'million'

/** A frame that is noticed, ms. */
const LONG_FRAME = 50

/** Longest wait for a million records to have gone through, ms. */
const LONGEST = 120_000

const SETTLED = '1,000,000 records in'

/** A million records in the built app: while they stream, and both sides scrolled together afterwards. */
export async function millionRows(browser: Browser, origin: string): Promise<Row[]> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await openWithTopic(context, origin, TOPIC, RECORDS)
    const rows: Row[] = []
    try {
      rows.push(await streamRow(page))
      rows.push(...(await scrollRows(page)))
    } catch (error) {
      const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
      const met = false
      rows.push({
        what: 'a million records in the built app',
        result: 'not reached',
        target: 'all',
        met,
        detail: why ?? '',
      })
    }
    return rows
  } finally {
    await context.close()
  }
}

async function streamRow(page: Page): Promise<Row> {
  const app = new Playground(page)
  await page.evaluate(() => globalThis.startFrames())
  const begun = performance.now()
  await app.page.getByRole('combobox', { name: 'Topic' }).selectOption(TOPIC)
  const settled = page.waitForFunction(
    (text) => document.querySelector('[role="status"]')?.textContent?.includes(text) === true,
    SETTLED,
    { timeout: LONGEST, polling: 200 },
  )
  await settled.catch(() => {
    throw new Error(`a million records had not gone through regex-scrubbing after ${LONGEST / 1000} s`)
  })
  const seconds = (performance.now() - begun) / 1000
  const gaps = await page.evaluate(() => globalThis.stopFrames())
  const long = gaps.filter((ms) => ms > LONG_FRAME)
  return {
    what: `frames over ${LONG_FRAME} ms while 1,000,000 records stream`,
    result: String(long.length),
    target: '0',
    met: long.length === 0,
    detail:
      `built app, topic opened until both sides have all of it and the run has settled: ${seconds.toFixed(1)} s, ` +
      `${gaps.length} frames, p95 ${percentile(gaps, 0.95).toFixed(0)} ms, longest ${Math.max(...gaps).toFixed(0)} ms`,
  }
}

const WAYS = [
  { what: 'scrolling slowly', step: 44, frames: 240, p95: 34 },
  { what: 'scrolling fast', step: 20_000, frames: 240, p95: 50 },
] as const

async function scrollRows(page: Page): Promise<Row[]> {
  const rows: Row[] = []
  for (const { what, step, frames, p95 } of WAYS) {
    await page.evaluate(jump, 'start' as const)
    const gaps = await inTime(what, page.evaluate(scrollBy, { step, frames }))
    const late = percentile(gaps, 0.95)
    rows.push({
      what: `${what} in 1,000,000 rows, both sides in step: frame p95`,
      result: `${late.toFixed(1)} ms`,
      target: `≤ ${p95} ms`,
      met: late <= p95,
      detail: `${frames} frames of ${step.toLocaleString('en')} px: p50 ${percentile(gaps, 0.5).toFixed(1)} ms, longest ${Math.max(...gaps).toFixed(0)} ms`,
    })
  }
  const jumps: number[] = []
  for (let round = 0; round < 7; round++) {
    jumps.push(await inTime('a jump to the end', page.evaluate(jump, 'end' as const)))
    await inTime('a jump to the start', page.evaluate(jump, 'start' as const))
  }
  const ms = spread(jumps)
  rows.push({
    what: 'a jump to the end of 1,000,000 rows, both sides',
    result: spreadText(ms, 'ms', 0),
    target: '≤ 100 ms',
    met: ms.median <= 100,
    detail: 'until the last record is drawn on both sides; 7 times',
  })
  return rows
}

/** Runs in the page. Scrolls the topic and times the frames; both sides have to stay in step. */
async function scrollBy({ step, frames }: { step: number; frames: number }): Promise<number[]> {
  const grids = [
    ...document.querySelectorAll<HTMLElement>(
      '[aria-label^="Topic "] [role="grid"], [aria-label^="Consumer "] [role="grid"]',
    ),
  ]
  const [topic, consumer] = grids
  if (topic === undefined || consumer === undefined) throw new Error('two tables were expected')
  const gaps: number[] = []
  let last = await new Promise<number>(requestAnimationFrame)
  for (let frame = 0; frame < frames; frame++) {
    topic.scrollTop += step
    const now = await new Promise<number>(requestAnimationFrame)
    gaps.push(now - last)
    last = now
  }
  await new Promise(requestAnimationFrame)
  if (Math.abs(topic.scrollTop - consumer.scrollTop) > 1) throw new Error('the sides are not in step')
  return gaps
}

/** Runs in the page. Scrolls to an end and waits until its record is drawn on both sides. @returns ms */
async function jump(to: 'start' | 'end'): Promise<number> {
  const grids = [
    ...document.querySelectorAll<HTMLElement>(
      '[aria-label^="Topic "] [role="grid"], [aria-label^="Consumer "] [role="grid"]',
    ),
  ]
  const [topic] = grids
  if (topic === undefined || grids.length < 2) throw new Error('two tables were expected')
  const offset = to === 'end' ? /999,?999/ : /^\D*0\b/
  const shows = (grid: HTMLElement) =>
    [...grid.querySelectorAll('[role="row"]')].some((row) =>
      offset.test(row.querySelector('[role="gridcell"]')?.textContent ?? ''),
    )
  const start = performance.now()
  topic.scrollTop = to === 'end' ? topic.scrollHeight : 0
  while (!grids.every(shows)) await new Promise(requestAnimationFrame)
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  return performance.now() - start
}
