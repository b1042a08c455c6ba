import { readFileSync } from 'node:fs'
import { expect, test } from './fixtures.ts'
import type { Playground } from './page.ts'

/** A row of smartmodules/whole-topics.json: what an SPU makes of a data set and a chain. */
interface WholeTopic {
  readonly topic: string
  readonly chain: readonly {
    readonly name: string
    readonly params: Readonly<Record<string, string>>
    readonly initial?: string
    readonly lookBack?: { readonly last: number }
  }[]
  readonly in: number
  readonly out: number
  readonly offsets: readonly number[]
  /** of the values */
  readonly bytesOut: number
  readonly matchesTopic: number
  readonly matchesReceived: number
  readonly matchesErrors: number
  readonly errorAt?: number
  /** place in the chain, from 1 */
  readonly errorStep?: number
  readonly initError?: string
  readonly recordsPerBatch?: number
  readonly afterError?: string
}

const root = new URL('../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

// The page has no setting for the size of batches, none to go on after an error, and none for look back or the initial
// accumulator.
const ROWS = (JSON.parse(read('smartmodules/whole-topics.json')) as WholeTopic[]).filter(
  ({ chain, recordsPerBatch, afterError }) =>
    recordsPerBatch === undefined &&
    afterError === undefined &&
    chain.every(({ initial, lookBack }) => initial === undefined && lookBack === undefined),
)

/** Bytes of key and value of a record as it is stored. */
function storedBytes({ topic }: WholeTopic, offset: number): number {
  const line = read(`public/data/${topic}.records.jsonl`).split('\n')[offset] ?? ''
  const { key, value } = JSON.parse(line) as { key: string | null; value: string }
  return Buffer.byteLength(key ?? '') + Buffer.byteLength(value)
}

function nameOf({ chain }: WholeTopic): string {
  return chain.map(({ name, params }) => [name, ...Object.values(params)].join(' ')).join(' → ') || 'no SmartModules'
}

/** Makes the chain of a row, step by step, in place of the one that is there. */
async function buildChain(playground: Playground, { chain }: WholeTopic): Promise<void> {
  for (const name of await playground.steps()) await playground.remove(name)
  for (const { name, params } of chain) {
    await playground.addBuiltIn(name)
    for (const [param, value] of Object.entries(params)) {
      const field = playground.param(name, param)
      const isList = (await field.evaluate((element) => element.tagName)) === 'SELECT'
      await (isList ? field.selectOption(value) : field.fill(value))
    }
  }
}

/** Both tables, the network line and the leak check agree with the row. */
async function expectResult(playground: Playground, row: WholeTopic): Promise<void> {
  const consumer = playground.consumer()
  const failed = row.errorAt !== undefined || row.initError !== undefined
  // What an error carries crosses too. Steps before the failing one keep the length here.
  const carried = row.errorAt === undefined ? 0 : storedBytes(row, row.errorAt)
  const records = `${row.out} ${row.out === 1 ? 'record' : 'records'}`
  const bytes = (row.bytesOut + carried).toLocaleString('en')
  await expect(playground.crossed()).toHaveText(
    `${records}, ${bytes} bytes and ${failed ? '1 error' : '0 errors'} crossed to email-app.`,
  )
  await expect(consumer.rows).toHaveCount(row.out + (failed ? 1 : 0))
  const offsets = await consumer.rows.getByRole('gridcell').filter({ hasText: /^\d+$/ }).allTextContents()
  expect(offsets.map(Number)).toEqual(row.offsets)
  if (row.errorAt !== undefined) await expect(consumer.rows.last()).toContainText(`It carries offset ${row.errorAt}:`)
  if (row.initError !== undefined) await expect(playground.panel()).toContainText(row.initError)
  const matches = row.matchesReceived + row.matchesErrors
  await expect(playground.leak()).toContainText(`In the topic: ${row.matchesTopic} match`)
  await expect(playground.sentMatches()).toHaveText(String(matches))
}

for (const topic of new Set(ROWS.map((row) => row.topic))) {
  test(`AC-20 whole topic ${topic}`, async ({ playground }) => {
    await playground.openFresh()
    if (topic !== 'accounts') await playground.createTopic(topic, 1, topic)
    for (const row of ROWS.filter((each) => each.topic === topic)) {
      await test.step(nameOf(row), async () => {
        await buildChain(playground, row)
        await expect(playground.topic(topic).rows).toHaveCount(row.in)
        await expectResult(playground, row)
      })
    }
  })
}

test('AC-20 Built in opens each example by its topic and params, and Undo closes it again', async ({ playground }) => {
  await playground.openFresh()
  for (const [name, topic, sentence] of [
    ['quake-enrich', 'quakes', '8 records in, 8 sent to email-app, 8 changed, 0 dropped, 0 errors.'],
    ['access-log-to-json', 'access-log', '20 records in, 20 sent to email-app, 20 changed, 0 dropped, 0 errors.'],
    ['log-level', 'app-logs', '11 in, 6 sent, 5 dropped by log-level.'],
    ['regex-filter', 'cat-facts', '6 in, 3 sent, 3 dropped by regex-filter.'],
    ['pick-fields', 'repos', '6 records in, 6 sent to email-app, 6 changed, 0 dropped, 0 errors.'],
  ] as const) {
    await playground.tryOn(name, topic)
    await playground.settled(sentence)
    expect(await playground.steps()).toEqual([name])
  }
  await expect(playground.crossed()).toHaveText('6 records, 457 bytes and 0 errors crossed to email-app.')
  await playground.button('Undo').click()
  await expect(playground.topic('cat-facts').rows).toHaveCount(6)
  expect(await playground.steps()).toEqual(['regex-filter'])
  await expect(playground.param('regex-filter', 'regex')).toHaveValue('[Cc]at')
})

test('AC-20 Built in opens the examples of the other kinds', async ({ playground }) => {
  await playground.openFresh()
  for (const [name, topic, sentence] of [
    ['json-redact', 'accounts', '12 records in, 12 sent to email-app, 12 changed, 0 dropped, 0 errors.'],
    ['access-log-to-json-lenient', 'access-log-dirty', '10 in, 9 sent, 1 dropped by access-log-to-json-lenient.'],
    ['grocery-notifications', 'grocery-events', '8 in, 2 sent, 6 dropped by grocery-notifications.'],
    ['json-array-expand', 'catalog-pages', '4 in, 10 sent, 1 dropped by json-array-expand.'],
    ['sum-integers', 'till', '6 records in, 6 sent to email-app, 5 changed, 0 dropped, 0 errors.'],
    ['count-by', 'requests', '5 records in, 5 sent to email-app, 5 changed, 0 dropped, 0 errors.'],
    ['dedup', 'payments', '12 in, 8 sent, 4 dropped by dedup.'],
    ['monotonic', 'counter', '3 records in, 3 sent to email-app, 0 changed, 0 dropped, 0 errors.'],
  ] as const) {
    await playground.tryOn(name, topic)
    await playground.settled(sentence)
    expect(await playground.steps()).toEqual([name])
  }
})
