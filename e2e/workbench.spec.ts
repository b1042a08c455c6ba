import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import type { Playground } from './page.ts'
import { consumeCalls, listenAtPort, portMessages } from './support/port.ts'
import { keepTexts, textsOf } from './support/texts.ts'

const FIRST_ROWS = { topic: '[aria-label^="Topic "] [role="row"]', consumer: '[aria-label^="Consumer "] [role="row"]' }

/** Types a new value twenty times, some faster than a run starts, some slower. */
async function editTwentyTimes(playground: Playground): Promise<void> {
  const editor = await playground.editor(0)
  for (let n = 1; n <= 20; n += 1) {
    await editor.fill(`{"social_security_number":"123-45-6789","n":${n}}`)
    await playground.page.waitForTimeout(n % 4 === 0 ? 230 : n % 4 === 1 ? 160 : 30)
  }
  await editor.press('Control+Enter')
}

/** The edits a row has shown, in the order they appeared; 0 for the value before the first. */
async function shownEdits(page: Page, place: string): Promise<number[]> {
  return (await textsOf(page, place)).map(({ text }) => Number(/"n":(\d+)/.exec(text)?.[1] ?? 0))
}

async function expectLastEditStays(playground: Playground): Promise<void> {
  const { page } = playground
  const consumer = playground.consumer().row(0)
  await expect(consumer).toContainText('"n":20')
  await playground.settled('12 records in, 12 sent to email-app, 12 changed, 0 dropped, 0 errors.')
  // answers of older runs, and late ones, have had their time
  await page.waitForTimeout(1200)
  await expect(consumer).toContainText('{"social_security_number":"***-**-****","n":20}')
  await expect(playground.topic().row(0)).toContainText('{"social_security_number":"123-45-6789","n":20}')
  for (const place of ['topic', 'consumer']) {
    const shown = await shownEdits(page, place)
    expect(shown, place).toEqual([...shown].sort((a, b) => a - b))
    expect(shown.at(-1), place).toBe(20)
  }
}

test('AC-31 of twenty quick edits only the last result stays', async ({ playground, page }) => {
  await keepTexts(page, FIRST_ROWS)
  await listenAtPort(page)
  await playground.openFresh()
  await editTwentyTimes(playground)
  await expectLastEditStays(playground)
  // several runs were started, and newer ones ended them
  const messages = await portMessages(page)
  const calls = consumeCalls(messages)
  expect(calls.length).toBeGreaterThan(4)
  for (const { id } of calls.slice(0, -1)) {
    const ends = messages.filter((each) => each.id === id && ['abort', 'result', 'failure'].includes(each.type))
    expect(ends.length, `call ${id} was ended`).toBeGreaterThan(0)
  }
})

test('AC-31 an answer that comes late changes nothing', async ({ playground, page }) => {
  await keepTexts(page, FIRST_ROWS)
  // Every other run is answered so late that the next one has settled by then.
  await listenAtPort(page, [
    { method: 'consume', delayOddMs: 600 },
    { method: 'observe', delayOddMs: 600 },
    { method: 'trace', delayOddMs: 600 },
  ])
  await playground.openFresh()
  await editTwentyTimes(playground)
  await expectLastEditStays(playground)
})

/** Topic, chain and consumer as text, without the times a step took. */
async function frame(playground: Playground): Promise<string[]> {
  const places = [playground.topic().region, playground.chain(), playground.consumer().region, playground.leak()]
  const texts = await Promise.all(places.map((place) => place.textContent()))
  return texts.map((text) => (text ?? '').replace(/ · [<\d.]+ (ms|s)/g, ''))
}

test('AC-44 Reset demo restores the first frame, and Undo what was there', async ({ playground, page }) => {
  await playground.openFresh()
  const first = await frame(playground)
  await playground.editValue(3, '{"social_security_number":"000-11-2222"}')
  await expect(playground.consumer().row(3)).toContainText('{"social_security_number":"***-**-****"}')
  await playground.produce({ text: 'by hand' })
  await playground.addBuiltIn('require-json')
  await playground.setOn('regex-scrubbing', false)
  await playground.setPattern('by hand')
  await playground.settled('12 sent, then an error at offset 12. 0 not processed.')
  await expect(playground.leak()).toContainText('1 match reached the consumer inside an error.')
  const changed = await frame(playground)
  expect(changed).not.toEqual(first)

  await playground.button('Reset demo').click()
  await expect(page.getByText('Demo data reset.').first()).toBeVisible()
  await expect.poll(() => frame(playground)).toEqual(first)
  await expect(playground.onSwitch('regex-scrubbing')).toBeChecked()

  await playground.button('Undo').click()
  await expect.poll(() => frame(playground)).toEqual(changed)
  expect(await playground.steps()).toEqual(['regex-scrubbing', 'require-json'])

  // a second reset gives the same frame again
  await playground.button('Reset demo').click()
  await expect.poll(() => frame(playground)).toEqual(first)
  await page.reload()
  await expect.poll(() => frame(playground)).toEqual(first)
})

const EDITOR = /monaco|codicon|editor\.worker|json\.worker/

test('AC-58 the editor is not loaded before it is used, and works under the policy', async ({ playground, page }) => {
  const loaded: string[] = []
  page.on('request', (request) => {
    if (EDITOR.test(request.url())) loaded.push(request.url())
  })
  await playground.openFresh()
  // everything that needs no editor
  await playground.editValue(1, '{"social_security_number":"111-11-1111"}')
  await playground.topic().row(2).getByRole('gridcell').first().click()
  await playground.button('Raw').click()
  await playground.openLibrary()
  await playground.dialog().getByRole('button', { name: 'Close' }).click()
  await playground.tab('Value').click()
  const name = 'Edit the value of offset 2'
  const area = playground.panel().getByRole('textbox', { name })
  await expect(area).toHaveValue(/987-65-4321/)
  await page.waitForTimeout(300)
  expect(loaded).toEqual([])

  await area.focus()
  await expect(playground.panel().getByText('Ctrl+M frees Tab')).toBeVisible()
  expect(loaded.some((url) => url.includes('monaco'))).toBe(true)
  // the focus moved along, and what is typed is stored and run
  await expect(area).toBeFocused()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('987-65-0000 ')
  await expect(playground.topic().row(2)).toContainText('987-65-0000 {"social_security_number":"987-65-4321"')
  await expect(playground.consumer().row(2)).toContainText('***-**-**** {"social_security_number":"***-**-****"')
  // an edit made elsewhere shows here too, and typing goes on behind it
  await playground.editValue(2, 'in the row')
  await expect(playground.panel().getByText('in the row')).toBeVisible()
  await area.focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('slowly, ', { delay: 120 })
  await expect(playground.topic().row(2)).toContainText('slowly, in the row')
  await expect(playground.consumer().row(2)).toContainText('slowly, in the row')
})

test('AC-58 the Source tab shows the Rust source in the editor', async ({ playground, page }) => {
  const loaded: string[] = []
  page.on('request', (request) => {
    if (EDITOR.test(request.url())) loaded.push(request.url())
  })
  await playground.openFresh()
  expect(loaded).toEqual([])
  await playground.chain().getByRole('button', { name: 'Source: regex-scrubbing' }).click()
  await expect(playground.panel().getByText('Ctrl+M frees Tab')).toBeVisible()
  await expect(playground.panel().getByText('#[smartmodule(map)]')).toBeVisible()
  expect(loaded.some((url) => url.includes('monaco'))).toBe(true)
})
