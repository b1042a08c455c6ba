import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import type { Playground } from './page.ts'
import { errorCard } from './support/errorCard.ts'
import { clippedControls, coveredControls, sidewaysScroll, textSpacing } from './support/layout.ts'

const SIZES = [
  [1440, 900],
  [1024, 768],
  [640, 360],
  [390, 844],
  [320, 640],
] as const

/** What must hold in every state of the page. */
async function expectNothingCut(page: Page, state: string): Promise<void> {
  expect(await sidewaysScroll(page), `${state}: the page scrolls sideways`).toBe(0)
  expect(await clippedControls(page), `${state}: cut off`).toEqual([])
  expect(await coveredControls(page), `${state}: covered`).toEqual([])
}

async function openAt(playground: Playground): Promise<void> {
  await playground.open()
  await playground.settled('12 records in')
}

for (const [width, height] of SIZES) {
  const phone = width < 480
  test.describe(`${width}×${height}`, () => {
    test.use({ viewport: { width, height } })

    test(`AC-49 at ${width}×${height} nothing scrolls sideways, is cut off or covered`, async ({
      playground,
      page,
    }) => {
      await openAt(playground)
      await expectNothingCut(page, 'first screen')
      const line = phone ? page.getByRole('img', { name: /^Network: 12 records/ }) : playground.network()
      await expect(line).toBeInViewport()
      await expect(playground.leak()).toBeInViewport()

      if (phone) {
        for (const side of ['Topic', 'Chain', 'Consumer', 'Pairs']) {
          await page.getByRole('tab', { name: side, exact: true }).click()
          await expectNothingCut(page, side)
        }
      }
      if (width < 900) {
        await page.getByRole('button', { name: 'More' }).click()
        await expect(page.getByRole('button', { name: 'Reset demo' })).toBeVisible()
        await expectNothingCut(page, 'More')
        await page.keyboard.press('Escape')
      }
      await page.keyboard.press('Control+Shift+Enter')
      await expect(playground.dialog()).toBeVisible()
      await expectNothingCut(page, 'Produce')
      await page.keyboard.press('Escape')
      await expect(playground.dialog()).toHaveCount(0)

      await playground.dropFile('regex_scrubbing.wasm', Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))
      if (phone) await page.getByRole('button', { name: 'Details' }).click()
      await expect(errorCard(playground)).toBeVisible()
      await expectNothingCut(page, 'an error')
    })

    test(`1.4.12 at ${width}×${height} wider text spacing cuts nothing off`, async ({ playground, page }) => {
      await openAt(playground)
      await textSpacing(page)
      expect(await sidewaysScroll(page)).toBe(0)
      expect(await clippedControls(page)).toEqual([])
    })
  })
}

test.describe('640×360', () => {
  test.use({ viewport: { width: 640, height: 360 } })

  test('at 640×360 at least 60 % of the height is records', async ({ playground }) => {
    await openAt(playground)
    for (const grid of [playground.topic().grid, playground.consumer().grid]) {
      const box = await grid.boundingBox()
      const share = (box?.height ?? 0) / 360
      console.log(`records take ${Math.round(share * 100)} % of 360 px`)
      expect(share).toBeGreaterThanOrEqual(0.6)
    }
  })
})
