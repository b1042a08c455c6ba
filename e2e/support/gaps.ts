import type { Page } from '@playwright/test'

/** Measures from now on how long the page stands still: the longest time between two of its ticks. */
export async function measureGaps(page: Page): Promise<{ longest(): Promise<number> }> {
  const gaps = await page.evaluateHandle(() => {
    const measured = { longest: 0 }
    let before = performance.now()
    setInterval(() => {
      const now = performance.now()
      measured.longest = Math.max(measured.longest, now - before)
      before = now
    }, 10)
    return measured
  })
  return { longest: async () => Math.round(await gaps.evaluate(({ longest }) => longest)) }
}
