import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import type { Playground } from './page.ts'
import { errorCard } from './support/errorCard.ts'
import { measureGaps } from './support/gaps.ts'
import { clippedControls, coveredControls, sidewaysScroll, smallTargets, textSpacing } from './support/layout.ts'

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
          await expect(line).toBeInViewport()
        }
      }
      if (width < 900) {
        await page.getByRole('button', { name: 'More' }).click()
        await expect(page.getByRole('button', { name: 'Reset demo' })).toBeVisible()
        await expectNothingCut(page, 'More')
        await page.keyboard.press('Escape')
        await expect(page.getByRole('button', { name: 'Reset demo' })).toBeHidden()
      }
      if (phone) await page.getByRole('tab', { name: 'Chain', exact: true }).click()
      const held = await playground.leak().boundingBox()
      await playground.onSwitch('regex-scrubbing').click()
      await expect(playground.sentMatches()).toHaveText('12')
      await expectNothingCut(page, 'the module is off')
      const leaked = await playground.leak().boundingBox()
      expect(Math.abs((leaked?.height ?? 0) - (held?.height ?? 0)), 'what the flip moves').toBeLessThan(8)
      if (!phone) {
        await playground.closeCurtain()
        await expectNothingCut(page, 'the curtain is closed')
        await playground.button('Open the curtain').click()
      }
      await playground.onSwitch('regex-scrubbing').click()

      await page.keyboard.press('Control+Shift+Enter')
      await expect(playground.dialog()).toBeVisible()
      await expectNothingCut(page, 'Produce')
      await page.keyboard.press('Escape')
      await expect(playground.dialog()).toHaveCount(0)

      await playground.dropFile('regex_scrubbing.wasm', Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))
      if (phone) await page.getByRole('button', { name: 'Details' }).click()
      await expect(errorCard(playground)).toBeVisible()
      await expectNothingCut(page, 'an error')
      if (width < 900) {
        await page.keyboard.press('Escape')
        await expect(errorCard(playground)).toBeHidden()
      }
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
    await playground.setOn('regex-scrubbing', false)
    await expect(playground.sentMatches()).toHaveText('12')
    for (const grid of [playground.topic().grid, playground.consumer().grid]) {
      const box = await grid.boundingBox()
      const share = (box?.height ?? 0) / 360
      console.log(`records take ${Math.round(share * 100)} % of 360 px`)
      expect(share).toBeGreaterThanOrEqual(0.6)
    }
  })
})

test.describe('both sides are one table', () => {
  test('a record is at the same height on both sides, also after scrolling', async ({ playground }) => {
    await playground.openFresh()
    await expectSameHeights(playground)
    await playground.topic().grid.evaluate((grid) => grid.scrollBy(0, 250))
    await expectSameHeights(playground)
    await playground.consumer().grid.evaluate((grid) => grid.scrollBy(0, -120))
    await expectSameHeights(playground)
  })

  test('20,000 records: only what is visible is drawn, the end is reached, both sides aligned', async ({
    playground,
    page,
  }) => {
    await playground.openFresh()
    await playground.createTopic('many')
    const lines = Array.from({ length: 20_000 }, (_, line) => `{"line":${line},"ssn":"123-45-${1000 + (line % 9000)}"}`)
    const gaps = await measureGaps(page)
    const started = Date.now()
    await playground.importRecords('many.jsonl', lines.join('\n'))
    await playground.settled('20,000 records in, 20,000 sent to email-app, 20,000 changed, 0 dropped, 0 errors.')
    console.log(`20,000 records imported and run in ${Date.now() - started} ms, longest gap ${await gaps.longest()} ms`)
    await expect(playground.sentMatches()).toHaveText('0')
    const topic = playground.topic('many')
    const consumer = playground.consumer()
    expect(await topic.count()).toBe(20_000)
    expect(await consumer.count()).toBe(20_000)
    expect(await topic.rows.count()).toBeLessThan(60)
    expect(await consumer.rows.count()).toBeLessThan(60)

    await topic.row(0).focus()
    const scrolling = await measureGaps(page)
    for (let i = 0; i < 10; i++) await page.keyboard.press('PageDown')
    await expectSameHeights(playground, 'many')
    await page.keyboard.press('Control+End')
    await expect(topic.row(19_999)).toBeFocused()
    await expect(topic.row(19_999)).toBeInViewport()
    await expect(consumer.row(19_999)).toBeInViewport()
    await expect(consumer.row(19_999)).toContainText('***-**-****')
    await expectSameHeights(playground, 'many')
    expect(await topic.rows.count()).toBeLessThan(60)
    await page.keyboard.press('Control+Home')
    await expect(topic.row(0)).toBeFocused()
    await expectSameHeights(playground, 'many')
    console.log(`20,000 records: longest gap while scrolling ${await scrolling.longest()} ms`)
  })
})

/** Every row in view on one side has its partner at the same height on the other. */
async function expectSameHeights(playground: Playground, topic = 'accounts'): Promise<void> {
  const tops = (grid: Locator) =>
    grid.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      return [...element.querySelectorAll('[role=row]')]
        .map((row) => [row.querySelector('[role=gridcell]')?.textContent, Math.round(row.getBoundingClientRect().top)])
        .filter(([, at]) => Number(at) >= top && Number(at) <= bottom)
    })
  await expect(async () => {
    const stored = await tops(playground.topic(topic).grid)
    expect(stored.length).toBeGreaterThan(2)
    expect(await tops(playground.consumer().grid)).toEqual(stored)
  }).toPass({ timeout: 3000 })
}

test.describe('on a phone, by touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('AC-49 the demo on a phone: switch off and on, next record, edit a value', async ({ playground, page }) => {
    await openAt(playground)
    const sent = page.getByRole('region', { name: 'Pairs' }).getByRole('article').nth(1)
    await expect(sent).toContainText('***-**-****')
    await page.getByRole('tab', { name: 'Chain', exact: true }).tap()
    await playground.onSwitch('regex-scrubbing').tap()
    await expect(playground.sentMatches()).toHaveText('12')
    await playground.onSwitch('regex-scrubbing').tap()
    await expect(playground.sentMatches()).toHaveText('0')
    await page.getByRole('tab', { name: 'Pairs', exact: true }).tap()
    await page.getByRole('button', { name: /next/ }).tap()
    await expect(page.getByText('2 of 12')).toBeVisible()
    await page.getByRole('button', { name: 'Edit the value of offset 1' }).tap()
    const editor = page.getByRole('textbox', { name: 'Edit the value of offset 1' })
    await expect(editor).toBeVisible()
    expect(await editor.evaluate((element) => element.tagName)).toBe('TEXTAREA')
    await editor.fill('ssn 111-22-3333')
    await page.getByRole('button', { name: 'hide' }).tap()
    await expect(sent).toContainText('ssn ***-**-****')
  })

  test('touch targets are at least 44 px high, links in a text 24', async ({ playground, page }) => {
    await openAt(playground)
    for (const side of ['Pairs', 'Topic', 'Chain', 'Consumer']) {
      await page.getByRole('tab', { name: side, exact: true }).tap()
      expect(await smallTargets(page, 44), side).toEqual([])
    }
    await page.getByRole('button', { name: 'More' }).tap()
    expect(await smallTargets(page, 44), 'More').toEqual([])
  })
})
