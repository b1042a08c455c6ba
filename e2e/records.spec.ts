import { expect, test } from './fixtures.ts'
import type { Playground } from './page.ts'
import { consumeCalls, listenAtPort, portMessages, recordsOf } from './support/port.ts'
import { storedRecords } from './support/stored.ts'

/** Opens an empty topic with nothing in the chain: the consumer receives what is stored. */
async function openEmpty(playground: Playground, topic: string, partitions = 1): Promise<void> {
  await playground.openFresh()
  await playground.remove('regex-scrubbing')
  await playground.createTopic(topic, partitions)
  await expect(playground.chain()).toContainText('The consumer receives every record unchanged.')
}

/** What a row shows, on both sides, and the bytes that have to be stored: key and value as hex, null for no key. */
interface Hostile {
  readonly line: string
  readonly key: string | null
  readonly value: string
  readonly shownKey: string
  readonly shownValue: string
}

const HOSTILE: readonly Hostile[] = [
  {
    line: '{"key":null,"value":"null key"}',
    key: null,
    value: '6e756c6c206b6579',
    shownKey: 'null',
    shownValue: 'null key',
  },
  {
    line: '{"key":"","value":"empty key"}',
    key: '',
    value: '656d707479206b6579',
    shownKey: 'empty key',
    shownValue: 'empty key',
  },
  {
    line: '{"key":"null","value":"key of four letters"}',
    key: '6e756c6c',
    value: '6b6579206f6620666f7572206c657474657273',
    shownKey: 'null',
    shownValue: 'key of four letters',
  },
  {
    line: '{"key":{"hex":"ff00"},"value":{"hex":"c3280aff"}}',
    key: 'ff00',
    value: 'c3280aff',
    shownKey: '\\xFF␀',
    shownValue: '\\xC3(␊\\xFF',
  },
  {
    line: '{"key":{"base64":"/w=="},"value":{"hex":""}}',
    key: 'ff',
    value: '',
    shownKey: '\\xFF',
    shownValue: 'empty value',
  },
  {
    line: '{"key":null,"value":"\\u0000nul\\u0007"}',
    key: null,
    value: '006e756c07',
    shownKey: 'null',
    shownValue: '␀nul␇',
  },
  {
    line: '{"key":null,"value":"\\ufeffmark"}',
    key: null,
    value: 'efbbbf6d61726b',
    shownKey: 'null',
    shownValue: 'U+FEFFmark',
  },
  {
    line: '{"key":null,"value":"a\\u202egnp.exe\\u202c\\u2066b"}',
    key: null,
    value: '61e280ae676e702e657865e280ace281a662',
    shownKey: 'null',
    shownValue: 'aU+202Egnp.exeU+202CU+2066b',
  },
  {
    line: '{"key":null,"value":"line\\r\\nfeed\\ttab"}',
    key: null,
    value: '6c696e650d0a6665656409746162',
    shownKey: 'null',
    shownValue: 'line␍␊feed␉tab',
  },
  {
    line: '{"key":null,"value":"<img src=x onerror=alert(1)>"}',
    key: null,
    value: '3c696d67207372633d78206f6e6572726f723d616c6572742831293e',
    shownKey: 'null',
    shownValue: '<img src=x onerror=alert(1)>',
  },
  {
    line: '{"key":null,"value":["e\\u0301 ",{"hex":"f09f98"},"!"]}',
    key: null,
    value: '65cc8120f09f9821',
    shownKey: 'null',
    shownValue: 'e\u0301 \\xF0\\x9F\\x98!',
  },
]

const UNSEEN = /[\p{Cc}\p{Cf}]/u

test('AC-39 hostile bytes are stored, sent and shown without change', async ({ playground, page }) => {
  await openEmpty(playground, 'hostile')
  const million = '{"key":"big","value":{"repeat":"ab","times":500000}}'
  await playground.importRecords('hostile.records.jsonl', [...HOSTILE.map(({ line }) => line), million].join('\n'))
  await expect(playground.crossed()).toContainText('12 records, ')

  // shown as symbols on both sides; a null key is no empty key, and neither is the text "null"
  for (const name of ['topic', 'consumer'] as const) {
    const side = name === 'topic' ? playground.topic('hostile') : playground.consumer()
    await expect(side.rows).toHaveCount(12)
    for (const [offset, { shownValue, shownKey, key }] of HOSTILE.entries()) {
      const cell = side.row(offset).getByRole('gridcell').last()
      const text = (await cell.textContent()) ?? ''
      expect(text.startsWith(shownValue), `${offset}: ${text}`).toBe(true)
      expect(text, `${offset}`).not.toMatch(UNSEEN)
      // the topic's rows name a key only where there is one
      if (key !== null || name === 'consumer') expect(text).toContain(`key ${shownKey}`)
    }
  }
  const keys = playground.consumer()
  await expect(keys.row(0)).toContainText('key null')
  await expect(keys.row(0).getByRole('code')).toHaveCount(0)
  await expect(keys.row(1)).toContainText('key empty key')
  await expect(keys.row(2).getByRole('code')).toHaveText('null')
  // the large one: its first part, and its size
  await expect(keys.row(11)).toContainText('abab')
  await expect(keys.row(11)).toContainText('…key big · 1.0 MB')
  expect(((await keys.row(11).textContent()) ?? '').length).toBeLessThan(5000)

  // what is stored, read from the browser's storage
  const stored = await storedRecords(page, 'hostile')
  expect(stored).toHaveLength(12)
  for (const [offset, { key, value }] of HOSTILE.entries()) {
    expect(stored[offset]?.offset).toBe(offset)
    expect(stored[offset]?.key?.toString('hex') ?? null, `key ${offset}`).toBe(key)
    expect(stored[offset]?.value.toString('hex'), `value ${offset}`).toBe(value)
  }
  expect(stored[11]?.value.equals(Buffer.from('ab'.repeat(500_000)))).toBe(true)
  // what crossed: keys and values of all twelve
  const bytes = HOSTILE.reduce((sum, { key, value }) => sum + ((key ?? '').length + value.length) / 2, 3 + 1_000_000)
  await expect(playground.crossed()).toHaveText(
    `12 records, ${bytes.toLocaleString('en')} bytes and 0 errors crossed to email-app.`,
  )
})

test('AC-39 Details show the bytes of both sides, and all of a large value on request', async ({ playground }) => {
  await openEmpty(playground, 'raw')
  await playground.importRecords(
    'raw.records.jsonl',
    '{"key":null,"value":{"hex":"00ff41e280ae"}}\n{"key":null,"value":{"repeat":"ab","times":500000}}',
  )
  await playground.topic('raw').row(0).getByRole('gridcell').first().click()
  await playground.panel().getByRole('button', { name: 'Raw' }).click()
  await expect(playground.panel().getByText('00 ff 41 e2 80 ae')).toHaveCount(2)
  await playground.topic('raw').row(1).getByRole('gridcell').first().click()
  const all = playground.panel().getByRole('button', { name: 'Load all (1.0 MB)' })
  await expect(all).toHaveCount(2)
  await all.first().click()
  await expect(playground.panel().getByText('000f4230')).toHaveCount(1)
})

/** A topic of one JSON record, and pick-fields as the only step. */
async function pickFields(playground: Playground, value: string, fields: string): Promise<void> {
  await openEmpty(playground, 'numbers')
  await playground.addBuiltIn('pick-fields')
  await playground.param('pick-fields', 'fields').fill(fields)
  await playground.produce({ text: value, as: 'one' })
  await expect(playground.consumer().rows).toHaveCount(1)
}

test('AC-62 the same JSON with other key order is unchanged by meaning', async ({ playground }) => {
  await pickFields(playground, '{"b": 9007199254740993, "a": [1.0, 1e2]}', '["a","b"]')
  await expect(playground.consumer().row(0)).toContainText('{"a":[1.0,1e2],"b":9007199254740993}')
  await expect(playground.panel()).toContainText('Unchanged by meaning: only spaces or the order of keys differ.')
})

test('AC-62 numbers are shown as their text', async ({ playground }) => {
  await pickFields(playground, '{"keep":1,"big":9007199254740993,"one":1.0,"exp":1e2}', '["keep"]')
  const panel = playground.panel()
  await expect(panel).toContainText('kept 1 field, removed 3')
  for (const [field, text] of [
    ['big', '9007199254740993'],
    ['one', '1.0'],
    ['exp', '1e2'],
  ] as const) {
    const row = panel.getByRole('row', { name: new RegExp(`^${field} removed`) })
    await expect(row.getByRole('cell').first()).toHaveText(text)
  }
})

test('AC-62 two numbers that differ only beyond 2^53 do differ', async ({ playground }) => {
  await pickFields(playground, '{"a":9007199254740992,"b":9007199254740993}', '["a=b","b"]')
  await expect(playground.consumer().row(0)).toContainText('{"a":9007199254740993,"b":9007199254740993}')
  const changed = playground.panel().getByRole('row', { name: /^a changed/ })
  await expect(changed.getByRole('cell')).toHaveText(['9007199254740992', '9007199254740993'])
})

test('keys go to the partitions where Fluvio’s partitioner sends them', async ({ playground, page }) => {
  await openEmpty(playground, 'parts', 3)
  await playground.produce({ text: 'a:one\nkey:two\n0123456789abcdef:three\na:again', separator: ':' })
  const topic = playground.topic('parts')
  await expect(topic.rows).toHaveCount(4)
  for (const [place, text] of [
    ['p1·0', 'one'],
    ['p2·0', 'two'],
    ['p0·0', 'three'],
    ['p1·1', 'again'],
  ] as const) {
    await expect(topic.row(place)).toContainText(text)
    await expect(playground.consumer().row(place)).toContainText(text)
  }
  const stored = await storedRecords(page, 'parts')
  expect(stored.map(({ partition, offset, key }) => `${partition} ${offset} ${key}`).sort()).toEqual([
    '0 0 0123456789abcdef',
    '1 0 a',
    '1 1 a',
    '2 0 key',
  ])
  // without a key they take turns
  await playground.produce({ text: 'x\ny\nz' })
  await expect(topic.rows).toHaveCount(7)
  const after = await storedRecords(page, 'parts')
  expect(
    after
      .filter(({ key }) => key === null)
      .map(({ partition }) => partition)
      .sort(),
  ).toEqual([0, 1, 2])
})

test('deleting a topic asks first, and says what is gone', async ({ playground, page }) => {
  await openEmpty(playground, 'parts', 3)
  await playground.produce({ text: 'one\ntwo\nthree' })
  const ask = page.getByRole('dialog', { name: 'Delete topic "parts"?' })
  await playground.button('Delete topic').click()
  await expect(ask).toContainText('Its 3 records are deleted from this browser. This cannot be undone.')
  await ask.getByRole('button', { name: 'Cancel' }).click()
  await expect(ask).toHaveCount(0)
  await expect(playground.topic('parts').rows).toHaveCount(3)

  await playground.button('Delete topic').click()
  await ask.getByRole('button', { name: 'Delete topic' }).click()
  await expect(playground.topic('accounts').rows).toHaveCount(12)
  await expect(page.getByRole('combobox', { name: 'Topic' }).getByRole('option')).toHaveText(['accounts', 'New topic…'])
  await playground.settled('12 records in, 12 sent')
  await page.reload()
  await expect(playground.topic('accounts').rows).toHaveCount(12)
  await expect(page.getByRole('combobox', { name: 'Topic' }).getByRole('option')).toHaveText(['accounts', 'New topic…'])
})

test('what is produced while the consumer waits reaches it without a run from the beginning', async ({
  playground,
  page,
}) => {
  await listenAtPort(page)
  await playground.openFresh()
  const before = consumeCalls(await portMessages(page)).length
  for (const [i, text] of ['later 111-22-3333', 'later still 111-22-3334'].entries()) {
    await playground.produce({ text })
    await expect(playground.topic().row(12 + i)).toContainText(text)
    await expect(playground.consumer().row(12 + i)).toContainText(text.replace(/\d{3}-\d{2}-\d{4}/, '***-**-****'))
    await expect(playground.leak()).toContainText(`In the topic: ${13 + i} matches`)
    await expect(playground.leak()).toContainText('Sent to email-app: 0')
  }
  const messages = await portMessages(page)
  const calls = consumeCalls(messages)
  expect(calls).toHaveLength(before)
  const last = calls.at(-1)
  if (!last) throw new Error('nothing was consumed')
  expect(recordsOf(messages, last).map(({ offset }) => offset)).toEqual(Array.from({ length: 14 }, (_, i) => i))
  await expect(playground.crossed()).toContainText('14 records')
})

const FILES = [
  { name: 'array.json', text: '[ {"a" : 1.0}, 2, "three" ]', values: ['{"a" : 1.0}', '2', '"three"'] },
  { name: 'lines.jsonl', text: '{"n":1}\n{"n":2}\n', values: ['{"n":1}', '{"n":2}'] },
  {
    name: 'table.csv',
    text: 'name,city\nAda,"Zürich, CH"\n"O""Neil",\n',
    values: ['{"name":"Ada","city":"Zürich, CH"}', '{"name":"O\\"Neil","city":""}'],
  },
  { name: 'plain.txt', text: 'first\n\nthird', values: ['first', '', 'third'] },
  {
    name: 'web.log',
    text: '127.0.0.1 - - "GET /"\r\n127.0.0.1 - - "GET /a"\n',
    values: ['127.0.0.1 - - "GET /"', '127.0.0.1 - - "GET /a"'],
  },
  { name: 'photo.bin', text: 'one\ntwo\u0000', values: ['one\ntwo\u0000'] },
] as const

for (const { name, text, values } of FILES) {
  test(`${name} becomes ${values.length === 1 ? 'one record' : `${values.length} records`}, and Undo takes them back`, async ({
    playground,
    page,
  }) => {
    await openEmpty(playground, 'files')
    await playground.produce({ text: 'before' })
    await playground.importRecords(name, text)
    const count = values.length === 1 ? '1 record' : `${values.length} records`
    await expect(playground.page.getByText(`${count} from ${name} appended to topic files.`).first()).toBeVisible()
    await expect(playground.topic('files').rows).toHaveCount(1 + values.length)
    await expect(playground.consumer().rows).toHaveCount(1 + values.length)
    const stored = await storedRecords(page, 'files')
    expect(stored.map(({ value }) => value.toString())).toEqual(['before', ...values])
    expect(stored.every(({ key }) => key === null)).toBe(true)

    await playground.button('Undo').click()
    await expect(playground.topic('files').rows).toHaveCount(1)
    await expect(playground.consumer().rows).toHaveCount(1)
    expect((await storedRecords(page, 'files')).map(({ value }) => value.toString())).toEqual(['before'])
  })
}

test('a file dropped on Import records is imported, and one of an unknown type anywhere is offered as one record', async ({
  playground,
  page,
}) => {
  await openEmpty(playground, 'files')
  await playground.dropOn('Import records', [{ name: 'a.bin', bytes: 'one\ntwo' }])
  await expect(playground.topic('files').rows).toHaveCount(1)
  await playground.dropFile('b.bin', 'three\nfour')
  await expect(playground.topic('files').rows).toHaveCount(1)
  await playground.panel().getByRole('button', { name: 'Import as one record' }).click()
  await expect(playground.topic('files').rows).toHaveCount(2)
  await playground.dropFiles([
    { name: 'd.txt', bytes: 'from d' },
    { name: 'c.txt', bytes: 'from c' },
  ])
  await expect(playground.topic('files').rows).toHaveCount(4)
  const stored = await storedRecords(page, 'files')
  expect(stored.map(({ value }) => value.toString())).toEqual(['one\ntwo', 'three\nfour', 'from c', 'from d'])
})

test('a records file that breaks its format is refused by the line, and nothing is imported', async ({
  playground,
  page,
}) => {
  await openEmpty(playground, 'files')
  await playground.importRecords('bad.records.jsonl', '{"key":null,"value":"good"}\n{"key":null,"value":{"hex":"f"}}\n')
  await expect(playground.panel()).toContainText('Line 2: "hex" is two hex digits a byte. Nothing was imported.')
  expect(await storedRecords(page, 'files')).toEqual([])
})
