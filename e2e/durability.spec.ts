import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext } from '@playwright/test'
import { chromiumLaunch } from '../build/chromium.ts'
import { expect, originOf, test } from './fixtures.ts'
import { Playground } from './page.ts'
import { guardContext } from './support/guard.ts'
import { killBrowser } from './support/killBrowser.ts'

test.describe('AC-55', () => {
  let profile = ''
  test.beforeEach(() => {
    profile = mkdtempSync(join(tmpdir(), 'playground-'))
  })
  test.afterEach(() => {
    killBrowser(profile, 'browser')
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  })

  test.skip(process.platform !== 'linux', 'finds the browser’s processes under /proc')

  test('AC-55 a record that showed its offset is there after the tab is killed', async ({ playwright, baseURL }) => {
    const open = async (): Promise<BrowserContext> =>
      playwright.chromium.launchPersistentContext(profile, {
        ...chromiumLaunch(),
        viewport: { width: 1440, height: 900 },
        ...(baseURL === undefined ? {} : { baseURL }),
      })

    const first = await open()
    const guard = await guardContext(first, originOf(baseURL))
    guard.allow(/^crash/)
    const playground = new Playground(await first.newPage())
    await playground.openFresh()
    await playground.produce({ text: 'k:produced by hand', separator: ':' })
    await expect(playground.topic().row(12)).toContainText('produced by hand')
    const gone = playground.page.waitForEvent('crash')
    expect(killBrowser(profile, 'renderers')).toBeGreaterThan(0)
    await gone

    const second = new Playground(await first.newPage())
    await second.open()
    await expect(second.topic().rows).toHaveCount(13)
    await expect(second.topic().row(12)).toContainText('produced by hand')
    await expect(second.topic().row(12)).toContainText('key k')
    await second.produce({ text: 'and once more' })
    await expect(second.topic().row(13)).toContainText('and once more')
    expect(guard.faults()).toEqual([])
    // now the whole browser, without a goodbye
    expect(killBrowser(profile, 'browser')).toBeGreaterThan(1)
    await Promise.race([first.close(), second.page.waitForTimeout(1500)]).catch(() => {})
    for (const lock of ['SingletonLock', 'SingletonSocket', 'SingletonCookie'])
      rmSync(join(profile, lock), { force: true })

    const again = await open()
    const guardAgain = await guardContext(again, originOf(baseURL))
    const third = new Playground(await again.newPage())
    await third.open()
    await expect(third.topic().rows).toHaveCount(14)
    await expect(third.topic().row(12)).toContainText('produced by hand')
    await expect(third.topic().row(13)).toContainText('and once more')
    await expect(third.consumer().rows).toHaveCount(14)
    expect(guardAgain.faults()).toEqual([])
    await again.close()
  })
})

test('after a reload the chain is as it was: an imported module, params, order, what is off', async ({
  playground,
  page,
}) => {
  await playground.openFresh()
  const wasm = readFileSync(new URL('../public/smartmodules/log-level.wasm', import.meta.url))
  await playground.createTopic('app-logs', 1, 'app-logs')
  await playground.chooseModule('My_Levels.wasm', wasm)
  await expect(playground.step('my-levels')).toBeVisible()
  await playground.step('my-levels').getByRole('button', { name: 'Add param' }).click()
  await playground.step('my-levels').getByRole('textbox', { name: 'Name' }).fill('min_level')
  await playground.step('my-levels').getByRole('button', { name: 'Add param' }).click()
  await playground.param('my-levels', 'min_level').fill('warn')
  await playground.settled('11 in, 2 sent, 9 dropped by my-levels.')
  await playground.setOn('regex-scrubbing', false)
  await playground.step('my-levels').getByRole('button', { name: 'Move up: my-levels' }).click()
  await playground.settled('11 in, 2 sent, 9 dropped by my-levels.')
  expect(await playground.steps()).toEqual(['my-levels', 'regex-scrubbing'])

  await page.reload()
  await expect(playground.topic('app-logs').rows).toHaveCount(11)
  await playground.settled('11 in, 2 sent, 9 dropped by my-levels.')
  expect(await playground.steps()).toEqual(['my-levels', 'regex-scrubbing'])
  await expect(playground.param('my-levels', 'min_level')).toHaveValue('warn')
  await expect(playground.onSwitch('my-levels')).toBeChecked()
  await expect(playground.onSwitch('regex-scrubbing')).not.toBeChecked()
  await expect(playground.step('my-levels')).toContainText('your file')
  await expect(playground.consumer().rows).toHaveCount(2)
  await expect(playground.consumer().row(5)).toBeVisible()
  await expect(playground.consumer().row(10)).toBeVisible()
})
