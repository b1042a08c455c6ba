import { readFileSync } from 'node:fs'
import { BUDGETS, LIMITS } from '../src/smartengine/limits.ts'
import { DIFFERENCES } from '../src/spu/differences.ts'
import { expect, test } from './fixtures.ts'
import type { Playground } from './page.ts'

const parity = JSON.parse(readFileSync(new URL('../public/parity.json', import.meta.url), 'utf8'))
const number = (value: number) => value.toLocaleString('en')

/** The offsets that the consumer shows, in order. */
const shownOffsets = (playground: Playground) =>
  playground.consumer().rows.evaluateAll((rows) => rows.map((row) => row.firstElementChild?.textContent))

async function answerAsSpu(playground: Playground, on: boolean): Promise<void> {
  await playground.tab('Consumer').click()
  await playground.panel().getByRole('switch', { name: 'As an SPU' }).setChecked(on)
}

/** The cells of a response in the table of the Consumer tab. */
const response = (playground: Playground, place: number) =>
  playground.panel().getByRole('table').getByRole('row').nth(place).getByRole('cell')

// What a cluster sends for a filter (cluster truth vi-a, vi-b): true deltas in the first batch, no time, and a client
// that numbers by place.
test('answered as an SPU, a filtered stream has the client’s numbers, and the wire can be read', async ({
  playground,
  page,
}) => {
  await playground.openFresh()
  await playground.tryOn('log-level', 'app-logs')
  await expect.poll(() => shownOffsets(playground)).toEqual(['0', '1', '5', '6', '8', '10'])
  await answerAsSpu(playground, true)
  await expect.poll(() => shownOffsets(playground)).toEqual(['0', '1', '2', '3', '4', '5'])
  // both sides are still beside each other: offset 5 of the topic is the third that was sent
  const top = async (side: 'topic' | 'consumer', value: RegExp) => {
    const pane = side === 'topic' ? playground.topic('app-logs') : playground.consumer()
    return (await pane.rows.filter({ hasText: value }).first().boundingBox())?.y
  }
  expect(await top('consumer', /Client dropped connection/)).toBe(await top('topic', /Client dropped connection/))
  await expect(response(playground, 1)).toHaveText(['0', '10', '0, 1, 5, 6, 8, 10', '-1', '11', '11', '', '0 to 5'])

  await page.reload()
  await expect.poll(() => shownOffsets(playground)).toEqual(['0', '1', '2', '3', '4', '5'])
  await page.getByRole('button', { name: 'answered as an SPU' }).click()
  await answerAsSpu(playground, false)
  await expect.poll(() => shownOffsets(playground)).toEqual(['0', '1', '5', '6', '8', '10'])
})

// cluster truth 3.3: an error on the first record of a fetch gives an empty batch, -1 and -1, and skips to the end.
test('answered as an SPU, an error alone has an empty batch', async ({ playground }) => {
  await playground.openFresh()
  await answerAsSpu(playground, true)
  await playground.createTopic('numbers')
  await playground.remove('regex-scrubbing')
  await playground.addBuiltIn('access-log-to-json')
  await playground.produce({ text: 'no log line\nnor this' })
  await playground.tab('Consumer').click()
  await expect(response(playground, 1)).toHaveText([
    '-1',
    '-1',
    'no record',
    '-1',
    '2',
    '2',
    /^SmartModule transform error no match for the combined log format/,
    'nothing',
  ])
})

test('AC-63 limits and differences are those of the code, and the check’s numbers those of its file', async ({
  playground,
  page,
}) => {
  await playground.openFresh()
  await page.getByRole('button', { name: 'simulated in this browser' }).click()
  const dialog = playground.dialog()
  const rows = (table: string) => dialog.getByRole('table', { name: table }).getByRole('row')
  await expect(rows('Known differences')).toHaveCount(DIFFERENCES.length + 1)
  for (const [place, { title, here, cluster }] of DIFFERENCES.entries()) {
    const row = rows('Known differences').nth(place + 1)
    await expect(row).toContainText(title)
    await expect(row).toContainText(here)
    await expect(row).toContainText(cluster)
  }
  const limit = (name: string) => dialog.getByRole('table', { name: 'Limits' }).getByRole('row', { name })
  await expect(limit('A call')).toContainText(`${BUDGETS.call / 1000} s; ${BUDGETS.keepGoing / 1000} s`)
  await expect(limit('Start of a chain')).toContainText(`${BUDGETS.startup / 1000} s`)
  await expect(limit('Memory of a module')).toContainText(`${(LIMITS.memoryPages * 64) / 1024} MiB`)
  await expect(limit('Streams with SmartModules')).toContainText(String(LIMITS.streams))
  await expect(limit('One produce request')).toContainText(number(LIMITS.requestBytes))

  const checked = dialog.getByRole('region', { name: 'Checked against a real SPU' })
  await expect(checked).toContainText(`${number(parity.spu.equal.spu)} of ${number(parity.spu.rows)} recorded answers`)
  await expect(checked).toContainText(`${number(parity.engine.equal)} of ${number(parity.engine.jobs)} answers`)
  await expect(checked).not.toContainText('Not all')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'simulated in this browser' })).toBeFocused()
})

test('a check that failed says so', async ({ playground, page }) => {
  await page.route('**/parity.json', (route) => route.fulfill({ json: { spu: { ...parity.spu, failed: 3 } } }))
  await playground.openFresh()
  await page.getByRole('button', { name: 'simulated in this browser' }).click()
  await expect(playground.dialog()).toContainText('Not all answers are equal: do not rely on this version.')
})
