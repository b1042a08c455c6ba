import type { Browser, BrowserContext, Page } from 'playwright'
import { inTime } from './deadline.ts'
import { frameClock } from './frames.ts'

/** What the page keeps for the benchmarks; see `watchMasked`. */
declare global {
  var firstMasked: Promise<number>
}

/**
 * A page of the app in a context of its own: no cache, no storage.
 * @param slower how many times slower the page's main thread is made; workers are not
 */
export async function freshPage(browser: Browser, slower = 1): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await newAppPage(context)
  if (slower !== 1) {
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower })
  }
  return page
}

/**
 * The app with a topic that the page of the benchmarks has made: it has the app's origin, so its SPU keeps topics where
 * the app's looks for them. The app is opened first, for it makes its demo only where no topic is.
 */
export async function openWithTopic(context: BrowserContext, origin: string, topic: string, records: number) {
  const first = await newAppPage(context)
  await openApp(first, `${origin}/`)
  await first.close()
  const bench = await context.newPage()
  await bench.goto(`${origin}/bench/page.html`)
  await bench.evaluate(([topic, records]) => globalThis.bench.fill(topic, 1, records), [topic, records] as const)
  await bench.close()
  const page = await newAppPage(context)
  await openApp(page, `${origin}/`)
  return page
}

/** A page for the app in a context that may have topics already. */
export async function newAppPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.addInitScript(watchMasked)
  await page.addInitScript(frameClock)
  return page
}

/** Opens the app and waits for its first masked record. @returns ms since navigation began */
export async function openApp(page: Page, url: string): Promise<number> {
  await page.goto(url)
  return inTime(
    'the first masked record',
    page.evaluate(() => globalThis.firstMasked),
  )
}

/** Sets `firstMasked`: when, in ms since navigation began, the first masked record was on screen. */
function watchMasked(): void {
  const isMasked = () =>
    document.querySelector('[aria-label="Consumer email-app"]')?.textContent?.includes('***-**-****') === true
  globalThis.firstMasked = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!isMasked()) return
      observer.disconnect()
      // the frame that shows it, and what follows that frame
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
    })
    observer.observe(document, { childList: true, subtree: true, characterData: true })
  })
}
