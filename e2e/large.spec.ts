import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Locator } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import type { Playground } from './page.ts'

// Given by the specification of the data set: SHA-256 of all values, joined by line feeds.
const MADE = '9429b0f514f77c2a704008c46d02e3b1255c52590151ad2f6db06c6674c21aa0'
const SCRUBBED = 'b26bf7588db897064d4d91076cf036b63ea4001096dea52073a7d450e661cf00'

/** What takes long on a machine that is busy with something else. */
const SOON = { timeout: 30_000 }

/** Opens the page with the demo's chain and makes accounts-10k by the dialog. */
async function openAccounts(playground: Playground): Promise<void> {
  await playground.openFresh()
  await playground.createTopic('accounts-10k', 1, 'accounts-10k')
  await expect(playground.status()).toContainText('10,000 records in, 10,000 sent to email-app', SOON)
  await expect(playground.sentMatches()).toHaveText('0', SOON)
}

function filterField(playground: Playground): Locator {
  return playground.page.getByRole('textbox', { name: 'Filter records' })
}

async function filter(playground: Playground, text: string): Promise<void> {
  if (!(await filterField(playground).isVisible())) await playground.button('Filter records').first().click()
  await filterField(playground).fill(text)
}

/** Exports a side by the dialog, and gives the file. */
async function exported(playground: Playground, side: 'Topic' | 'Consumer', format: RegExp) {
  await playground
    .topic(await playground.topicName())
    .region.getByRole('button', { name: 'Export records' })
    .click()
  const dialog = playground.dialog()
  await dialog.getByRole('radio', { name: new RegExp(`^${side} `) }).check()
  await dialog.getByRole('radio', { name: format }).check()
  const [download] = await Promise.all([
    playground.page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export', exact: true }).click(),
  ])
  await expect(dialog.getByRole('status')).toContainText(`${download.suggestedFilename()} saved:`, SOON)
  await playground.page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

/** Of the lines, without the last line end. */
function sha256(lines: Buffer): string {
  return createHash('sha256').update(lines.subarray(0, -1)).digest('hex')
}

test('10,000 records are made, scrubbed, and exported byte for byte', async ({ playground }) => {
  await openAccounts(playground)
  expect(await playground.topic('accounts-10k').count()).toBe(10_000)
  expect(await playground.consumer().count()).toBe(10_000)
  await expect(playground.page.getByText('Synthetic data')).toBeVisible()
  await expect(playground.crossed()).toHaveText('10,000 records, 2,627,647 bytes and 0 errors crossed to email-app.')

  const stored = await exported(playground, 'Topic', /^Text lines/)
  expect(stored.name).toBe('accounts-10k.txt')
  expect(sha256(stored.bytes)).toBe(MADE)
  const sent = await exported(playground, 'Consumer', /^Text lines/)
  expect(sent.name).toBe('accounts-10k.email-app.txt')
  expect(sha256(sent.bytes)).toBe(SCRUBBED)
})

test('both sides scroll to the end in step', async ({ playground }) => {
  await openAccounts(playground)
  await playground.topic('accounts-10k').row(0).click()
  await playground.page.keyboard.press('End')
  for (const side of [playground.topic('accounts-10k'), playground.consumer()]) {
    await expect(side.row(9999)).toBeInViewport()
  }
})

test('a filter shows the records of either side that hold a text, and says how many', async ({ playground }) => {
  await openAccounts(playground)
  const topic = playground.topic('accounts-10k')
  await filter(playground, 'SAMPLE9998@example')
  await expect(playground.status()).toContainText('1 of 10,000 records hold “SAMPLE9998@example”.')
  await expect(topic.rows).toHaveCount(1)
  await expect(topic.row(9998)).toBeVisible()
  await expect(playground.consumer().row(9998)).toBeVisible()

  // masks are only on the consumer's side, and in all of its records
  await filter(playground, '***-**-****')
  await expect(playground.status()).toContainText('10,000 of 10,000 records hold')
  // numbers are only in the topic; the rows of both sides stay together
  await filter(playground, '"666-45-8524"')
  await expect(topic.rows).toHaveCount(1)
  await expect(playground.consumer().row(0)).toContainText('***-**-****')

  await filter(playground, 'nobody has this')
  await expect(playground.page.getByText('No record holds “nobody has this”').first()).toBeVisible()
  await expect(playground.status()).toContainText('No record holds “nobody has this”')
  await playground.button(/^Clear filter/).click()
  await expect.poll(() => topic.count()).toBe(10_000)
  await expect(filterField(playground)).toBeFocused()
})

test('the filter is reached, cleared and left by keyboard', async ({ playground }) => {
  await openAccounts(playground)
  const { page } = playground
  await playground.consumer().row(0).click()
  await page.keyboard.press('Control+f')
  await expect(filterField(playground)).toBeFocused()
  await page.keyboard.type('sample77')
  await expect(playground.status()).toContainText('111 of 10,000 records hold “sample77”')
  await page.keyboard.press('Escape')
  await expect(filterField(playground)).toHaveValue('')
  await expect.poll(() => playground.topic('accounts-10k').count()).toBe(10_000)
  await page.keyboard.press('Escape')
  await expect(filterField(playground)).toHaveCount(0)
  await expect(page.locator('[role="grid"] [role="row"]:focus')).toHaveCount(1)
})

test('new records are searched while a filter is on', async ({ playground }) => {
  await playground.openFresh()
  await filter(playground, 'needle')
  await expect(playground.status()).toContainText('No record holds “needle”')
  await playground.produce({ text: 'hay\na NEEDLE\nhay' })
  await expect(playground.topic().rows).toHaveCount(1)
  await expect(playground.topic().row(13)).toContainText('a NEEDLE')
  await expect(playground.consumer().row(13)).toContainText('a NEEDLE')
})

test('behind the curtain nothing is filtered: it shows everything that was received', async ({ playground }) => {
  await playground.openFresh()
  await filter(playground, 'alder')
  await expect(playground.consumer().rows).toHaveCount(2)
  await playground.closeCurtain()
  await expect(playground.consumer().rows).toHaveCount(12)
  await expect(filterField(playground)).toHaveCount(0)
})

test('only what the filter shows is exported when that is chosen', async ({ playground }) => {
  await openAccounts(playground)
  await filter(playground, 'sample77')
  await expect(playground.status()).toContainText('111 of 10,000 records hold')
  const { name, bytes } = await exported(playground, 'Consumer', /^JSON lines/)
  expect(name).toBe('accounts-10k.email-app.filtered.jsonl')
  const values = bytes
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(values).toHaveLength(111)
  expect(values.every(({ email }) => email.startsWith('sample77'))).toBe(true)
})

test('an exported records file comes back the same, and Undo takes all of it back', async ({ playground }) => {
  await openAccounts(playground)
  const { name, bytes } = await exported(playground, 'Topic', /^Records file/)
  expect(name).toBe('accounts-10k.records.jsonl')
  await playground.createTopic('copy')
  await playground.importRecords(name, bytes)
  await expect(playground.status()).toContainText('10,000 records in, 10,000 sent to email-app', SOON)
  expect(sha256((await exported(playground, 'Topic', /^Text lines/)).bytes)).toBe(MADE)
  await playground.button('Undo').click()
  await expect(playground.topic('copy').region).toContainText('No records in this topic.')
})

test('Stop keeps what was made, and says how much that is', async ({ playground }) => {
  await playground.openFresh()
  await playground.setOn('regex-scrubbing', false)
  await playground.button('Create topic').click()
  const dialog = playground.dialog()
  await dialog.getByRole('combobox', { name: 'Start with' }).selectOption('Generated accounts, any number')
  await dialog.getByRole('spinbutton', { name: 'Number of records' }).fill('1000001')
  await expect(dialog.getByText('A whole number from 1 to 1,000,000.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Create topic' })).toBeDisabled()
  await dialog.getByRole('spinbutton', { name: 'Number of records' }).fill('1000000')
  await expect(dialog.getByText(/^Takes about 27\d\.\d MB/)).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('many')
  await dialog.getByRole('spinbutton', { name: 'Number of partitions' }).fill('2')
  await dialog.getByRole('button', { name: 'Create topic' }).click()

  const work = playground.page.getByRole('group', { name: 'Making records for topic many' })
  await expect(work).toContainText(/\d,000 of 1,000,000 records/)
  await expect(playground.page.getByText('Synthetic data')).toBeVisible()
  await work.getByRole('button', { name: 'Stop: Making records for topic many' }).click()
  await expect(work).toHaveCount(0)
  await expect(playground.status()).toContainText(/Stopped\. [\d,]+ of 1,000,000 records are stored in topic many\./)
  const said = /Stopped\. ([\d,]+) of/.exec((await playground.status().textContent()) ?? '')?.[1] ?? ''
  await expect.poll(() => playground.topic('many').count()).toBe(Number(said.replaceAll(',', '')))
  expect(Number(said.replaceAll(',', ''))).toBeGreaterThan(1000)
})
