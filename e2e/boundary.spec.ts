import type { Page } from '@playwright/test'
import { expect, originOf, test } from './fixtures.ts'
import { Playground } from './page.ts'
import { seenAtConsumer, watchConsumer } from './support/consumerWatch.ts'
import { guardContext } from './support/guard.ts'
import { consumeCalls, listenAtPort, portMessages, recordsOf, textOf } from './support/port.ts'
import { forgetTexts, keepTexts, textsOf } from './support/texts.ts'

const SSN = /\d{3}-\d{2}-\d{4}/

test('AC-01 a cold load shows the sentence in numbers, and asks for nothing more', async ({ playground, page }) => {
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  const dialogs: string[] = []
  page.on('dialog', (dialog) => dialogs.push(dialog.message()))
  await playground.open()
  const { rows } = playground.consumer()
  await expect(rows).toHaveCount(12)
  await expect(playground.leak()).toContainText('In the topic: 12 matches')
  await expect(playground.leak()).toContainText('Sent to email-app: 0')
  await expect(playground.leak()).toContainText('No match reached the consumer.')
  expect(await playground.consumer().region.textContent()).not.toMatch(SSN)
  await expect(rows.first()).toContainText('***-**-****')
  await expect(playground.topic().rows).toHaveCount(12)
  await expect(playground.topic().rows.first()).toContainText('123-45-6789')
  await expect(playground.crossed()).toHaveText('12 records, 3,009 bytes and 0 errors crossed to email-app.')
  await playground.settled('12 records in, 12 sent to email-app, 12 changed, 0 dropped, 0 errors.')
  await expect(playground.dialog()).toHaveCount(0)
  expect(dialogs).toEqual([])
  expect(requests.filter((url) => /monaco|editor|json\.worker/i.test(url))).toEqual([])
})

test('AC-01 it does so within two seconds', async ({ browser, baseURL }) => {
  // the best of three: other tests run on this machine at the same time
  const times: number[] = []
  while (times.length < 3 && !times.some((ms) => ms < 2000)) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: baseURL ?? '' })
    const guard = await guardContext(context, originOf(baseURL))
    const playground = new Playground(await context.newPage())
    await keepTexts(playground.page, {
      leak: '[aria-label="Leak check"]',
      row: '[aria-label^="Consumer "] [role="row"]',
    })
    await playground.open()
    await expect(playground.consumer().rows).toHaveCount(12)
    await expect(playground.leak()).toContainText('Sent to email-app: 0')
    const firstAt = async (place: string, text: string) =>
      (await textsOf(playground.page, place)).find((heard) => heard.text.includes(text))?.at ?? Number.POSITIVE_INFINITY
    const [row, topic, sent] = await Promise.all([
      firstAt('row', '***-**-****'),
      firstAt('leak', 'In the topic: 12 matches'),
      firstAt('leak', 'Sent to email-app: 0'),
    ])
    times.push(Math.max(row, topic, sent))
    await context.close()
    expect(guard.faults()).toEqual([])
  }
  expect(Math.min(...times), `ms: ${times}`).toBeLessThan(2000)
})

test('AC-02 with the module on, the consumer region never holds an SSN', async ({ playground, page }) => {
  await watchConsumer(page, SSN)
  await playground.openFresh()
  const consumer = playground.consumer()
  const topic = playground.topic()

  // hover and focus
  await consumer.rows.nth(3).hover()
  await consumer.region.getByRole('button', { name: 'Both sides' }).hover()
  await playground.network().hover()
  await consumer.rows.first().focus()
  for (const key of ['ArrowDown', 'ArrowDown', 'PageDown', 'Control+Home', 'Control+Alt+ArrowLeft', 'ArrowDown']) {
    await page.keyboard.press(key)
  }
  // select and compare
  await topic.row(5).hover()
  await topic.rows.nth(5).focus()
  await page.keyboard.press('Enter')
  await playground.button('Raw').click()
  await playground.button('Meaning').click()
  await playground.setPattern('Example')
  await expect(consumer.row(1).locator('mark', { hasText: 'Example' })).toBeVisible()
  await playground.setPattern('\\d{3}-\\d{2}-\\d{4}')
  // edit in place, letter by letter
  const editor = await playground.editor(2)
  await editor.press('Control+A')
  await editor.pressSequentially('{"social_security_number":"555-11-2222","note":"typed"}', { delay: 15 })
  await editor.press('Control+Enter')
  await expect(consumer.row(2)).toContainText('"***-**-****","note":"typed"')
  const cancelled = await playground.editor(3)
  await cancelled.fill('888-77-6666')
  await expect(consumer.row(3)).toContainText('***-**-****')
  await cancelled.press('Escape')
  await expect(consumer.row(3)).toContainText('Cedar')
  // produce, import, undo
  await playground.produce({ text: 'again 444-33-2222' })
  await expect(consumer.row(12)).toContainText('again ***-**-****')
  await playground.importRecords('more.txt', 'one 222-33-4444\ntwo 222-33-4445\n')
  await expect(consumer.row(14)).toContainText('two ***-**-****')
  await playground.button('Undo').click()
  await expect(consumer.rows).toHaveCount(13)
  // curtain, themes, window sizes
  await playground.closeCurtain()
  await playground.button('Open the curtain').click()
  for (const theme of ['dark', 'contrast', 'light', 'system']) {
    await page.getByRole('combobox', { name: 'Theme' }).selectOption(theme)
  }
  for (const [width, height] of [
    [1024, 768],
    [640, 360],
    [1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height })
    await expect(consumer.rows.first()).toBeVisible()
    expect(await consumer.region.ariaSnapshot()).not.toMatch(SSN)
  }
  await playground.button('Reset demo').click()
  await expect(consumer.rows).toHaveCount(12)
  await expect(consumer.row(2)).toContainText('Birch')

  const { samples, sightings } = await seenAtConsumer(page)
  expect(sightings).toEqual([])
  expect(samples).toBeGreaterThan(50)

  // The watch works: with the module off it does see them, and never while the switch says on.
  for (const on of [false, true, false, true]) {
    await playground.setOn('regex-scrubbing', on)
    await expect(playground.leak()).toContainText(`Sent to email-app: ${on ? 0 : 12}`)
  }
  const after = (await seenAtConsumer(page)).sightings
  expect(after.length).toBeGreaterThan(0)
  expect(after.filter(({ chainOn }) => chainOn)).toEqual([])
})

/** What the consumer's table shows, row by row: offset, and the cell with value, key and size. */
async function shownAt(playground: Playground): Promise<{ offset: number; cell: string }[]> {
  return playground.consumer().rows.evaluateAll((rows) =>
    rows.map((row) => {
      const [offset, cell] = [...row.querySelectorAll('[role="gridcell"]')].map(({ textContent }) => textContent ?? '')
      return { offset: Number(offset), cell: cell ?? '' }
    }),
  )
}

/** The table shows exactly what the last `consume` call was sent, and nothing else. */
async function expectShownIsSent(playground: Playground, page: Page, count: number): Promise<void> {
  await expect(playground.consumer().rows).toHaveCount(count)
  const messages = await portMessages(page)
  const call = consumeCalls(messages).at(-1)
  if (!call) throw new Error('nothing was consumed')
  const sent = recordsOf(messages, call)
  const shown = await shownAt(playground)
  expect(shown.map(({ offset }) => offset)).toEqual(sent.map(({ offset }) => offset))
  for (const [i, { value, key }] of sent.entries()) {
    expect(shown[i]?.cell.startsWith(`${value}key ${key ?? 'null'} · `), `row ${i}: ${shown[i]?.cell}`).toBe(true)
  }
}

test('AC-03 everything shown at the consumer was posted by the SPU on its consume call', async ({
  playground,
  page,
}) => {
  await listenAtPort(page)
  await playground.openFresh()
  await expectShownIsSent(playground, page, 12)
  await playground.editValue(4, '{"social_security_number":"321-54-9876","n":1}')
  await expect(playground.consumer().row(4)).toContainText('"n":1')
  await expectShownIsSent(playground, page, 12)
  await playground.produce({ text: 'k1:212-43-6587', separator: ':' })
  await expect(playground.consumer().row(12)).toContainText('***-**-****')
  await expectShownIsSent(playground, page, 13)

  const messages = await portMessages(page)
  expect(consumeCalls(messages).length).toBe(2)
  const ofConsume = messages.filter(({ method }) => method === 'consume')
  expect(ofConsume.filter((message) => SSN.test(textOf(message)))).toEqual([])
  // the trace names no bytes of the input either
  expect(messages.filter((message) => message.method === 'trace' && SSN.test(textOf(message)))).toEqual([])
  // where they do cross: into the topic, and to the observer
  const carriers = new Set(messages.filter((message) => SSN.test(textOf(message))).map(({ method }) => method))
  expect([...carriers].sort()).toEqual(['editRecord', 'observe', 'produce', 'replaceTopic'])

  await playground.setOn('regex-scrubbing', false)
  await expect(playground.leak()).toContainText('Sent to email-app: 13')
  await expectShownIsSent(playground, page, 13)
  const off = (await portMessages(page)).filter(({ method }) => method === 'consume')
  expect(off.filter((message) => SSN.test(textOf(message))).length).toBeGreaterThan(0)
})

test('AC-03 the consumer shows the stream even where it says something else than every other channel', async ({
  playground,
  page,
}) => {
  await listenAtPort(page, [
    { method: 'consume', replace: ['Daniel', 'STREAM'] },
    { method: 'observe', replace: ['Mahoney', 'OBSERVE'] },
  ])
  await playground.open()
  await expect(playground.consumer().row(0)).toContainText('"first_name":"STREAM","last_name":"Mahoney"')
  await expect(playground.topic().row(0)).toContainText('"first_name":"Daniel","last_name":"OBSERVE"')
})

test('AC-03 without trace and observer the consumer still shows all it was sent', async ({ playground, page }) => {
  await listenAtPort(page, [
    { method: 'trace', type: 'callback', drop: true },
    { method: 'observe', type: 'callback', drop: true },
  ])
  await playground.open()
  await expect(playground.consumer().row(11)).toBeVisible()
  await expectShownIsSent(playground, page, 12)
  await expect(playground.crossed()).toHaveText('12 records, 3,009 bytes and 0 errors crossed to email-app.')
})

test('AC-04 off sends all twelve, on sends none, and the status says so once each', async ({ playground, page }) => {
  await keepTexts(page, { status: '[role="status"]' })
  await playground.openFresh()
  const off = 'regex-scrubbing is off. email-app now receives the original records.'
  /** How often a sentence appeared; a text that goes on with the result of the run still says it once. */
  const said = async (sentence: string) => {
    const has = (await textsOf(page, 'status')).map(({ text }) => text.includes(sentence))
    return has.filter((now, i) => now && !has[i - 1]).length
  }

  await forgetTexts(page)
  await playground.setOn('regex-scrubbing', false)
  await expect(playground.leak()).toContainText('Sent to email-app: 12')
  await expect(playground.leak()).toContainText('12 matches reached the consumer.')
  await expect(playground.consumer().row(0)).toContainText('123-45-6789')
  await playground.settled('12 records in, 12 sent to email-app, 0 changed, 0 dropped, 0 errors.')
  expect(await said(off)).toBe(1)
  expect(await said('12 sent to email-app, 0 changed')).toBe(1)

  await forgetTexts(page)
  await playground.setOn('regex-scrubbing', true)
  await expect(playground.leak()).toContainText('Sent to email-app: 0')
  await expect(playground.leak()).toContainText('No match reached the consumer.')
  await playground.settled('12 records in, 12 sent to email-app, 12 changed, 0 dropped, 0 errors.')
  expect(await said('regex-scrubbing is on.')).toBe(1)
  expect(await said(off)).toBe(1)
  expect(await said('12 sent to email-app, 12 changed')).toBe(1)
})

/** An empty topic, and require-json as the only step: it passes JSON on and ends with an error at anything else. */
async function openRequireJson(playground: Playground): Promise<void> {
  await playground.openFresh()
  await playground.createTopic('mixed')
  await playground.remove('regex-scrubbing')
  await playground.addBuiltIn('require-json')
}

test('AC-05 matches in a value, in a key and inside an error are told apart and linked', async ({ playground }) => {
  await openRequireJson(playground)
  await playground.importRecords(
    'mixed.records.jsonl',
    [
      '{"key": null, "value": "{\\"ssn\\":\\"987-65-4320\\"}"}',
      '{"key": "987-65-4328", "value": "{\\"ssn\\":\\"none\\"}"}',
      '{"key": null, "value": "{\\"ssn\\":\\"987-65-4325\\", cut off"}',
    ].join('\n'),
  )
  const leak = playground.leak()
  await expect(leak).toContainText('3 matches reached the consumer: 1 in a value, 1 in a key, 1 inside an error.')
  await expect(leak).toContainText('In the topic: 3 matches')
  await expect(leak).toContainText('Sent to email-app: 3')
  await expect(playground.crossed()).toContainText('2 records, ')
  await expect(playground.crossed()).toContainText('1 error crossed')

  const topic = playground.topic('mixed')
  for (const [link, offset] of [
    ['the error at offset 2', 2],
    ['the key of offset 1', 1],
    ['offset 0', 0],
  ] as const) {
    await leak.getByRole('button', { name: link, exact: true }).click()
    await expect(topic.row(offset)).toHaveAttribute('aria-selected', 'true')
    await expect(playground.panel().getByRole('heading', { name: `Offset ${offset} ·` })).toBeVisible()
  }
  // the error row itself is on the consumer's side, with what it carries
  await expect(playground.consumer().rows).toHaveCount(3)
  await expect(playground.consumer().rows.last()).toContainText('It carries offset 2:')
  await expect(playground.consumer().rows.last()).toContainText('987-65-4325')
})

test('AC-05 one match says where it is: in a key, inside an error', async ({ playground }) => {
  await playground.openFresh()
  await playground.createTopic('accounts-messy', 1, 'accounts-messy')
  const leak = playground.leak()
  await expect(leak).toContainText('1 match reached the consumer, in a key.')
  await leak.getByRole('button', { name: 'the key of offset 8', exact: true }).click()
  await expect(playground.consumer().row(8)).toHaveAttribute('aria-selected', 'true')

  await playground.addBuiltIn('require-json')
  await playground.step('regex-scrubbing').getByRole('switch').click()
  await expect(leak).toContainText('5 matches reached the consumer: 4 in values, 1 inside an error.')
  await expect(leak).toContainText('and 2 more')
})

/** Everything that is drawn on the page, covered by other things or not. */
async function drawnText(page: Page): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: hidden text is not drawn
  return page.locator('body').innerText()
}

/** Names of everything in the browser's own accessibility tree. */
async function accessibleTexts(page: Page): Promise<string[]> {
  const cdp = await page.context().newCDPSession(page)
  const { nodes } = await cdp.send('Accessibility.getFullAXTree')
  await cdp.detach()
  return nodes.filter(({ ignored }) => !ignored).map(({ name }) => String(name?.value ?? ''))
}

test('AC-07 the curtain leaves nothing but what the consumer received', async ({ playground, page }) => {
  await playground.openFresh()
  await playground.tryOn('log-level', 'app-logs')
  const minLevel = playground.param('log-level', 'min_level')
  await minLevel.selectOption('warn')
  await playground.settled('11 in, 2 sent, 9 dropped by log-level.')
  const consumer = playground.consumer()
  await expect(consumer.region.getByText('0 dropped by log-level')).toBeVisible()
  const editor = await playground.editor(0)
  await expect(editor).toBeVisible()

  await playground.closeCurtain()
  await expect(page.getByText('Curtain closed. This is everything email-app received.').first()).toBeVisible()
  await playground.settled('Curtain closed. This is everything email-app received.')
  await expect(consumer.rows).toHaveCount(2)
  // the focus is in the table
  await expect(consumer.rows.first()).toBeFocused()
  // gaps and marks are gone
  await expect(consumer.grid.getByText(/dropped by/)).toHaveCount(0)
  await expect(consumer.grid.locator('mark')).toHaveCount(0)
  await expect(consumer.grid.locator('[aria-hidden="true"]')).toHaveCount(0)
  // covered is inert, in the accessibility tree it does not exist, and it is not drawn either
  for (const name of ['Topic app-logs', 'Chain for email-app', 'Details and source']) {
    await expect(page.getByRole('region', { name, exact: true })).toHaveCount(0)
    expect(
      await page.locator(`section[aria-label="${name}"]`).evaluate((region) => region.closest('[inert]') !== null),
      name,
    ).toBe(true)
  }
  const tree = await accessibleTexts(page)
  expect(tree).toContain('Consumer email-app')
  expect(tree.filter((text) => /^(Topic app-logs|Chain for|Details)|dropped by|^Edit/.test(text))).toEqual([])
  const drawn = await drawnText(page)
  expect(drawn).toContain('received 2')
  for (const level of ['info', 'debug']) expect(drawn).not.toContain(`"level":"${level}"`)
  await expect(editor).toHaveCount(0)
  // no key leads behind it, and F6 goes round what is left
  const places: string[] = []
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press(i < 6 ? 'F6' : 'Tab')
    const { inert, region } = await page.evaluate(() => {
      const active = document.activeElement
      return {
        inert: active?.closest('[inert]') !== null,
        region: active?.closest('header, section')?.getAttribute('aria-label') ?? active?.tagName ?? '',
      }
    })
    expect(inert).toBe(false)
    if (i < 6) places.push(region)
  }
  expect(new Set(places).size).toBe(3)

  await playground.button('Open the curtain').click()
  await expect(playground.topic('app-logs').rows).toHaveCount(11)
  await expect(playground.chain()).toBeVisible()
  await expect(playground.panel()).toBeVisible()
  await expect(consumer.region.getByText('0 dropped by log-level')).toBeVisible()
  await expect(minLevel).toHaveValue('warn')
  expect(await page.locator('[inert]').count()).toBe(0)
})

test('AC-07 the curtain takes the marks of what changed away, and the originals', async ({ playground, page }) => {
  await playground.openFresh()
  const consumer = playground.consumer()
  await expect(consumer.row(0).locator('mark').first()).toBeVisible()
  await playground.closeCurtain()
  await expect(consumer.grid.locator('mark')).toHaveCount(0)
  await expect(consumer.rows).toHaveCount(12)
  expect(await drawnText(page)).not.toMatch(SSN)
  expect((await accessibleTexts(page)).filter((text) => SSN.test(text))).toEqual([])
  await playground.button('Both sides').click()
  await expect(consumer.row(0).locator('mark').first()).toBeVisible()
  await expect(page.getByText('123-45-6789').first()).toBeVisible()
})
