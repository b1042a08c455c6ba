import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { byteMap } from './guests/byteMap.ts'
import { errorCard } from './support/errorCard.ts'
import { asPayload } from './support/files.ts'
import { expectFocusSoon, expectVisibleFocus, tabTo } from './support/focus.ts'

const OWN = [{ name: 'upper.wasm', bytes: byteMap('a', 'z', 'upper case') }]

test.describe('AC-47 by the keyboard alone', () => {
  test('AC-47 leak check, switch, a record, its value, a file, the order', async ({ playground, page }) => {
    await playground.openFresh()
    page.on('filechooser', () => {}) // choosers are ours from now on, not from the first that is waited for
    const press = (key: string) => page.keyboard.press(key)

    await press('Control+Shift+F')
    await expect(page.getByRole('combobox', { name: 'Leak check, search both sides' })).toBeFocused()
    await expectVisibleFocus(page)

    await tabTo(page, 'regex-scrubbing, on')
    await press('Space')
    await expect(playground.sentMatches()).toHaveText('12')
    await expect(playground.onSwitch('regex-scrubbing')).toBeFocused()
    await press('Space')
    await expect(playground.sentMatches()).toHaveText('0')

    await press('Control+Alt+ArrowLeft')
    await expect(playground.topic().row(0)).toBeFocused()
    await press('ArrowDown')
    await press('ArrowDown')
    await expect(playground.topic().row(2)).toBeFocused()
    await expect(playground.topic().row(2)).toHaveAttribute('aria-selected', 'true')
    await expect(playground.consumer().row(2)).toHaveAttribute('aria-selected', 'true')
    await expectVisibleFocus(page)

    await press('F2')
    const editor = page.getByRole('textbox', { name: 'Edit the value of offset 2' })
    await expect(editor).toBeFocused()
    await expectVisibleFocus(page)
    await press('Control+a')
    await page.keyboard.type('ssn 111-22-3333')
    await press('Control+Enter')
    await expect(editor).toHaveCount(0)
    await expect(playground.topic().row(2)).toBeFocused()
    await expect(playground.consumer().row(2)).toContainText('ssn ***-**-****')

    await press('F2')
    await page.keyboard.type('x')
    await press('Escape')
    await expect(editor).toHaveCount(0)
    await expect(playground.topic().row(2)).toBeFocused()
    await expect(playground.topic().row(2)).toContainText('ssn 111-22-3333')

    await press('Control+Alt+ArrowRight')
    await expect(playground.consumer().row(2)).toBeFocused()

    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press('Control+o')])
    await chooser.setFiles(OWN.map(asPayload))
    await expect(playground.step('upper')).toBeVisible()
    await expect(playground.consumer().row(2)).toContainText('SSN ***-**-****')
    await expect(playground.consumer().row(2)).toBeFocused()

    await tabTo(page, 'upper, on', 'Shift+Tab')
    await press('Alt+ArrowUp')
    expect(await playground.steps()).toEqual(['upper', 'regex-scrubbing'])
    await expect(playground.onSwitch('upper')).toBeFocused()
    await expectVisibleFocus(page)
    await press('Alt+ArrowDown')
    expect(await playground.steps()).toEqual(['regex-scrubbing', 'upper'])
    await expect(playground.onSwitch('upper')).toBeFocused()
  })

  test('AC-47 in and out of the large editor', async ({ playground, page }) => {
    await playground.openFresh()
    const press = (key: string) => page.keyboard.press(key)
    await press('Control+Alt+ArrowLeft')
    await press('Enter')
    await expect(playground.tab('Details')).toBeFocused()
    await expectVisibleFocus(page)
    await press('ArrowRight')
    await expect(playground.tab('Value')).toBeFocused()
    await expect(page.locator('#panel textarea')).toBeVisible()
    await tabTo(page, /Edit the value of offset 0/)
    const editor = playground.panel().getByRole('textbox', { name: /Edit the value of offset 0/ })
    await expect(playground.panel().locator('.view-lines')).toBeVisible()
    await expect(editor).toBeFocused()
    await press('Control+Home')
    await page.keyboard.type('Z')
    await expect(playground.topic().row(0)).toContainText('Z{"social')

    // Ctrl+M frees Tab, and takes it again.
    await press('Control+m')
    await press('Shift+Tab')
    await expect(editor).not.toBeFocused()
    await expectVisibleFocus(page)
    await press('Tab')
    await expect(editor).toBeFocused()
    // It is the last stop of the page.
    await press('Tab')
    await expect(editor).not.toBeFocused()
    await expect(playground.topic().row(0)).toContainText('Z{"social')
    await press('F6')
    await expectVisibleFocus(page)
  })

  test('Esc then Tab leaves the large editor', async ({ playground, page }) => {
    await playground.openFresh()
    await page.keyboard.press('Control+Alt+ArrowLeft')
    await page.keyboard.press('Enter')
    await expect(playground.tab('Details')).toBeFocused()
    await page.keyboard.press('ArrowRight')
    await expect(page.locator('#panel textarea')).toBeVisible()
    await tabTo(page, /Edit the value of offset 0/)
    await expect(playground.panel().locator('.view-lines')).toBeVisible()
    const editor = playground.panel().getByRole('textbox', { name: /Edit the value of offset 0/ })
    await expect(editor).toBeFocused()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Shift+Tab')
    await expect(editor).not.toBeFocused()
    await expectVisibleFocus(page)
    await expect(playground.topic().row(0)).toContainText('{"social')
  })

  test('F6 goes from region to region and back', async ({ playground, page }) => {
    await playground.openFresh()
    const regions = ['header', '#leak', '#topic', '#chain', '#consumer', '#panel']
    const where = () =>
      page.evaluate(
        (all) => all.findLast((selector) => document.activeElement?.closest(selector)) ?? 'nowhere',
        regions,
      )
    for (const region of [...regions, 'header']) {
      await page.keyboard.press('F6')
      expect(await where()).toBe(region)
      await expectVisibleFocus(page)
    }
    await page.keyboard.press('Shift+F6')
    expect(await where()).toBe('#panel')
  })

  test('the focus comes back from every dialog', async ({ playground, page }) => {
    await playground.openFresh()
    for (const button of [
      playground.button('Create topic'),
      playground.button('Delete topic'),
      playground.button('Produce records'),
      playground.chain().getByRole('button', { name: /^Built in/ }),
    ]) {
      await button.focus()
      await page.keyboard.press('Enter')
      await expect(playground.dialog()).toBeVisible()
      await expectVisibleFocus(page)
      await page.keyboard.press('Tab')
      await expectVisibleFocus(page)
      await page.keyboard.press('Escape')
      await expect(playground.dialog()).toHaveCount(0)
      await expect(button).toBeFocused()
      await expectVisibleFocus(page)
    }
    await playground.onSwitch('regex-scrubbing').focus()
    await page.keyboard.press('Control+Shift+Enter')
    await expect(playground.dialog()).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(playground.onSwitch('regex-scrubbing')).toBeFocused()
  })

  test('the focus stays on the page when what it was on goes away', async ({ playground, page }) => {
    await playground.openFresh()
    await playground.button('Remove regex-scrubbing').focus()
    await page.keyboard.press('Enter')
    await expect(playground.step('regex-scrubbing')).toHaveCount(0)
    await expectFocusSoon(page)
    await expect(playground.button('Undo')).toBeVisible()
    await tabTo(page, 'Undo', 'Shift+Tab', 60)
    await page.keyboard.press('Enter')
    await expect(playground.step('regex-scrubbing')).toBeVisible()
    await expectFocusSoon(page)

    await playground.addBuiltIn('two-argument-map')
    await playground.button('Move up: two-argument-map').focus()
    await page.keyboard.press('Enter')
    await expect(playground.button('Move up: two-argument-map')).toBeDisabled()
    await expectFocusSoon(page)

    await playground.dropFile('Cargo.toml', '[package]')
    await errorCard(playground).getByRole('button', { name: 'Dismiss' }).focus()
    await page.keyboard.press('Enter')
    await expect(errorCard(playground)).toHaveCount(0)
    await expectFocusSoon(page)

    await playground.closeCurtain()
    await expect(playground.consumer().row(0)).toBeFocused()
    await playground.button('Open the curtain').focus()
    await page.keyboard.press('Enter')
    await expectFocusSoon(page)
  })
})

test('AC-48 the same with clicks alone, nothing is dragged', async ({ playground, page }) => {
  await playground.openFresh()
  await playground.onSwitch('regex-scrubbing').click()
  await expect(playground.sentMatches()).toHaveText('12')
  await playground.onSwitch('regex-scrubbing').click()
  await expect(playground.sentMatches()).toHaveText('0')
  // A click on the value would edit it.
  await playground.topic().row(2).getByRole('gridcell', { name: '2', exact: true }).click()
  await expect(playground.consumer().row(2)).toHaveAttribute('aria-selected', 'true')
  await playground.editValue(2, 'ssn 111-22-3333')
  await expect(playground.consumer().row(2)).toContainText('ssn ***-**-****')
  await playground.chooseModule('upper.wasm', byteMap('a', 'z', 'upper case'))
  await expect(playground.consumer().row(2)).toContainText('SSN ***-**-****')
  await playground.button('Move up: upper').click()
  expect(await playground.steps()).toEqual(['upper', 'regex-scrubbing'])
  await playground.button('Move down: upper').click()
  expect(await playground.steps()).toEqual(['regex-scrubbing', 'upper'])
  await playground.panel().getByRole('button', { name: 'hide' }).click()
  await expect(playground.panel().getByRole('tabpanel')).toBeHidden()
  await playground.tab('Value').click()
  await expect(page.getByRole('textbox', { name: /Edit the value of offset 2/ })).toBeVisible()
})

test.describe('AC-50 motion and forced colours', () => {
  test('AC-50 with reduced motion nothing moves', async ({ playground, page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await playground.openFresh()
    const moving = async () =>
      page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length)
    expect(await moving()).toBe(0)
    await playground.setOn('regex-scrubbing', false)
    expect(await moving()).toBe(0)
    await playground.closeCurtain()
    expect(await moving()).toBe(0)
    await playground.button('Open the curtain').click()
    await playground.openLibrary()
    expect(await moving()).toBe(0)
  })

  test('AC-50 in forced colours sensitive, changed, dropped and error differ in shape and word', async ({
    playground,
    page,
  }) => {
    await page.emulateMedia({ forcedColors: 'active' })
    await playground.openFresh()
    const under = (mark: Locator) =>
      mark.evaluate((element) => {
        const { borderBottomStyle, borderBottomWidth } = getComputedStyle(element)
        return `${borderBottomWidth} ${borderBottomStyle}`
      })
    const edge = (row: Locator) =>
      row.evaluate((element) => {
        const { borderLeftStyle, borderLeftWidth, borderLeftColor } = getComputedStyle(element)
        return borderLeftColor === 'rgba(0, 0, 0, 0)' ? 'none' : `${borderLeftWidth} ${borderLeftStyle}`
      })
    const topic = playground.topic()
    expect(await under(topic.row(1).locator('mark').first())).toBe('2px dotted')
    expect(await under(playground.consumer().row(1).locator('mark').first())).toBe('2px solid')
    await expect(topic.row(1)).toContainText('sent, changed')
    const plain = await edge(topic.row(1))

    await playground.createTopic('app-logs', 1, 'app-logs')
    await playground.addBuiltIn('log-level')
    const logs = playground.topic('app-logs')
    await expect(logs.row(2)).toContainText('dropped by log-level: filter returned false')
    const dropped = await edge(logs.row(2))

    await playground.createTopic('access-log-dirty', 1, 'access-log-dirty')
    await playground.button('Remove log-level').click()
    await playground.addBuiltIn('access-log-to-json')
    const failed = playground.topic('access-log-dirty').row(4)
    await expect(failed).toContainText('error in access-log-to-json')
    await expect(playground.consumer().rows.last()).toContainText('✖error')
    const error = await edge(failed)
    expect(new Set([plain, dropped, error]).size, [plain, dropped, error].join(', ')).toBe(3)
  })
})

test.describe('AC-57 what is announced', () => {
  test('one status region; an error is one alert', async ({ playground, page }) => {
    await playground.openFresh()
    await expect(page.getByRole('status')).toHaveCount(1)
    await expect(page.getByRole('alert')).toHaveCount(0)
    await playground.addBuiltIn('garbage-output')
    await expect(errorCard(playground)).toHaveCount(1)
    await expect(page.getByRole('alert')).toHaveCount(1)
    await expect(page.getByRole('status')).toHaveCount(1)
  })

  test('what was done is said together with its result', async ({ playground }) => {
    await playground.openFresh()
    await playground.setOn('regex-scrubbing', false)
    await expect(playground.status()).toHaveText(
      'regex-scrubbing is off. email-app now receives the original records. ' +
        '12 records in, 12 sent to email-app, 0 changed, 0 dropped, 0 errors.',
    )
    await playground.setOn('regex-scrubbing', true)
    await expect(playground.status()).toHaveText(
      'regex-scrubbing is on. 12 records in, 12 sent to email-app, 12 changed, 0 dropped, 0 errors.',
    )
  })
})

test.describe('AC-52 axe finds nothing', () => {
  /** Of the rules, those about colours are all that a theme can break. */
  const OF_COLOUR = ['color-contrast', 'link-in-text-block']
  let rules: readonly string[] | null = null

  async function expectNoViolations(page: Page, inside = 'body'): Promise<void> {
    const axe = new AxeBuilder({ page }).include(inside)
    const { violations } = await (rules === null ? axe : axe.withRules([...rules])).analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)
    expect(found).toEqual([])
  }

  for (const theme of ['Light', 'Dark', 'High contrast']) {
    test(`AC-52 ${theme}: the first screen, errors, every dialog, the curtain`, async ({ playground, page }) => {
      rules = theme === 'Light' ? null : OF_COLOUR
      await playground.openFresh()
      await page.getByRole('combobox', { name: 'Theme' }).selectOption({ label: theme })
      await expectNoViolations(page)

      for (const button of [
        playground.button('Create topic'),
        playground.button('Delete topic'),
        playground.button('Produce records'),
        playground.chain().getByRole('button', { name: /^Built in/ }),
      ]) {
        await button.click()
        await expect(playground.dialog()).toBeVisible()
        await expectNoViolations(page, 'dialog')
        await page.keyboard.press('Escape')
        await expect(playground.dialog()).toHaveCount(0)
      }

      await playground.dropFile('Cargo.toml', '[package]')
      await playground.addBuiltIn('garbage-output')
      await expect(errorCard(playground)).toHaveCount(2)
      await expect(playground.consumer().rows).toHaveCount(1)
      await expectNoViolations(page)
      await playground.tab('Value').click()
      await expect(page.locator('#panel textarea')).toBeVisible()
      await expectNoViolations(page, '#panel')
      await playground.closeCurtain()
      await expectNoViolations(page)
    })
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`AC-52 on a phone, ${colorScheme}`, async ({ playground, page }) => {
      rules = colorScheme === 'light' ? null : OF_COLOUR
      await page.setViewportSize({ width: 390, height: 844 })
      await page.emulateMedia({ colorScheme })
      await playground.open()
      await playground.settled('12 records in')
      await expectNoViolations(page)
      for (const side of ['Topic', 'Chain', 'Consumer']) {
        await page.getByRole('tab', { name: side, exact: true }).click()
        await expectNoViolations(page, 'main')
      }
      await page.getByRole('button', { name: 'More' }).click()
      await expectNoViolations(page, 'header')
    })
  }
})
