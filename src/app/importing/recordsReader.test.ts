import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Bytes } from '../../protocol/bytes.ts'
import { importNotes } from '../strings/en/importNotes.ts'
import { decodeUtf8, encodeUtf8 } from '../text/utf8.ts'
import { ImportError, type ImportedRecord, type RecordsFile } from './importedRecord.ts'
import { RecordsJsonl } from './recordsJsonl.ts'
import { isRecordsFile, openFile, readRecords } from './recordsReader.ts'

/** Reads a file in pieces of two sizes: where a piece ends must not matter. */
async function read(name: string, text: string | Uint8Array): Promise<RecordsFile> {
  const bytes = typeof text === 'string' ? encodeUtf8(text) : Uint8Array.from(text)
  const [large, small] = await Promise.all([readPieces(name, bytes, 1000), readPieces(name, bytes, 1)])
  expect(small).toEqual(large)
  return large
}

async function readPieces(name: string, bytes: Bytes, pieceBytes: number): Promise<RecordsFile> {
  const file = openFile(new File([bytes], name), () => {}, new AbortController().signal, pieceBytes)
  const notes: string[] = []
  const records: ImportedRecord[] = []
  for await (const piece of readRecords(file, notes)) records.push(...piece)
  return { records, notes }
}

const values = async (name: string, text: string | Uint8Array) =>
  (await read(name, text)).records.map(({ value }) => decodeUtf8(value))
const notesOf = async (name: string, text: string | Uint8Array) => (await read(name, text)).notes

describe('text, line by line as fluvio produce', () => {
  test.each([
    ['a\nb\n', ['a', 'b']],
    ['a\nb', ['a', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['a\n\nb\n\n', ['a', '', 'b', '']],
    ['\ufeffa\n', ['\ufeffa']],
    ['a\rb\r', ['a\rb\r']],
    [' a \t\n', [' a \t']],
    ['\n', ['']],
  ])('%j', async (text, expected) => {
    expect(await values('x.log', text)).toEqual(expected)
    expect(await notesOf('x.TXT', text)).toEqual([])
  })

  test('bytes that are not UTF-8 stay as they are', async () => {
    expect((await read('x.txt', Uint8Array.of(0xff, 0x0a, 0x80))).records.map(({ value }) => [...value])).toEqual([
      [0xff],
      [0x80],
    ])
  })

  test('an empty file holds no records, and says so', async () => {
    expect(await read('x.txt', '')).toEqual({ records: [], notes: [importNotes.emptyFile] })
  })
})

describe('JSON lines', () => {
  test('each line is a record, exactly as it stands', async () => {
    expect(await values('x.jsonl', '{"a": 9007199254740993}\r\n [1.0]\n')).toEqual([
      '{"a": 9007199254740993}',
      ' [1.0]',
    ])
  })

  test('a line that is not JSON is imported as text, with a note', async () => {
    const lines = ['1', '2', '3', '4', '5', '6', 'not json'].join('\n')
    expect(await values('x.ndjson', lines)).toHaveLength(7)
    expect(await notesOf('x.ndjson', lines)).toEqual(['Line 7 is not JSON. It was imported as text. 6 lines are JSON.'])
    expect(await notesOf('x.jsonl', '1\na\nb\n')).toEqual([
      '2 lines are not JSON, the first is line 2. They were imported as text. 1 line is JSON.',
    ])
  })

  test('empty lines and a byte order mark are left out, with a note', async () => {
    expect(await values('x.jsonl', '\ufeff1\n\n2\n')).toEqual(['1', '2'])
    expect(await notesOf('x.jsonl', '\ufeff1\n\n2\n')).toEqual([importNotes.mark, '1 empty line was left out.'])
  })
})

describe('a JSON file', () => {
  test('has a record per item of its array, the exact text of each', async () => {
    expect(await values('x.json', ' [ {"a": 1.0},\n "x" , 9007199254740993 ] ')).toEqual([
      '{"a": 1.0}',
      '"x"',
      '9007199254740993',
    ])
  })

  test('any other value is one record', async () => {
    expect(await values('x.json', '{"a": [1, 2]}\n')).toEqual(['{"a": [1, 2]}'])
  })

  test('with JSON lines in it is read as JSON lines', async () => {
    expect(await values('x.json', '{"a":1}\n{"a":2}\n')).toEqual(['{"a":1}', '{"a":2}'])
  })

  test('that is not JSON is one record, byte for byte, with a note', async () => {
    expect(await read('x.json', '{"a":1')).toEqual({
      records: [{ key: null, value: encodeUtf8('{"a":1') }],
      notes: [importNotes.fileNotJson],
    })
    expect((await read('x.json', Uint8Array.of(0xff))).records[0]?.value).toEqual(Uint8Array.of(0xff))
  })
})

describe('a table', () => {
  test('has a record per row', async () => {
    expect(await values('x.csv', 'id,name\r\n1,"Elm, ""the"" tree"\r\n2,a\nb\n')).toEqual([
      '{"id":"1","name":"Elm, \\"the\\" tree"}',
      '{"id":"2","name":"a"}',
      '{"id":"b"}',
    ])
  })

  test('a quoted cell may hold line breaks and separators', async () => {
    expect(await values('x.csv', 'a,b\n"1\r\n,2",3')).toEqual(['{"a":"1\\r\\n,2","b":"3"}'])
  })

  test('values stay strings, empty ones too', async () => {
    expect(await values('x.csv', 'a,b,c\n007,,1e2\n')).toEqual(['{"a":"007","b":"","c":"1e2"}'])
    expect(await values('x.csv', 'a,b\n1,\n""\n')).toEqual(['{"a":"1","b":""}', '{"a":""}'])
  })

  test('; and tab separate too', async () => {
    expect(await values('x.csv', 'a;b\n1,5;2\n')).toEqual(['{"a":"1,5","b":"2"}'])
    expect(await values('x.csv', 'a\tb\n1\t2\n')).toEqual(['{"a":"1","b":"2"}'])
  })

  test('columns without a name of their own get one', async () => {
    expect(await values('x.csv', 'a,,a\n1,2,3,4\n')).toEqual(['{"a":"1","column_2":"2","a_2":"3","column_4":"4"}'])
    expect(await notesOf('x.csv', 'a,b\n1,2\n\n1\n')).toEqual([
      '1 line has more or fewer fields than the header, the first is line 4.',
    ])
  })

  test('the line of a row counts line breaks in cells', async () => {
    expect((await read('x.csv', 'a,b\n"x\ny",2\n1\n')).notes[0]).toContain('line 4')
  })

  test('that is not UTF-8 is imported line by line', async () => {
    const file = await read('x.csv', Uint8Array.of(0x61, 0x0a, 0xff, 0x0a))
    expect(file.records.map(({ value }) => [...value])).toEqual([[0x61], [0xff]])
    expect(file.notes).toEqual([importNotes.notUtf8])
  })

  test('any text ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ';') }), async (text) => {
        for (const value of await values('x.csv', text)) JSON.parse(value)
      }),
      { numRuns: 100 },
    )
  })
})

test('a file of another name is one record, byte for byte', async () => {
  expect((await read('x.bin', Uint8Array.of(0, 0x0a, 0xff))).records).toEqual([
    { key: null, value: Uint8Array.of(0, 0x0a, 0xff) },
  ])
  expect(isRecordsFile('x.bin')).toBe(false)
  expect(isRecordsFile('a.b.Records.JSONL')).toBe(true)
})

test('a file above the limit is refused with both numbers', async () => {
  // a file that only says it is that long: the size alone decides
  const file = { name: 'x.log', size: 1024 * 1024 * 1024 + 1, pieces: () => expect.unreachable() }
  await expect(readRecords(file, []).next()).rejects.toThrow(
    'The file holds 1,073,741,825 bytes; the limit is 1,073,741,824 bytes.',
  )
  await expect(readRecords({ ...file, name: 'x.bin', size: 64 * 1024 * 1024 + 1 }, []).next()).rejects.toThrow(
    'The file holds 67,108,865 bytes; the limit is 67,108,864 bytes.',
  )
})

describe('a records file', () => {
  test('holds exact bytes', async () => {
    const file = [
      '{"key": null, "value": "text"}',
      '{"key": "k1", "value": {"hex": "ff00"}, "timestamp": 1628690400000, "partition": 0, "batch": 1}',
      '{"key": {"base64": "/w=="}, "value": {"repeat": "ab", "times": 3}}',
      '',
      '{"key": "", "value": ["a", {"hex": "0A"}, {"repeat": "€", "times": 2}]}',
    ].join('\n')
    expect((await read('x.records.jsonl', file)).records).toEqual([
      { key: null, value: Uint8Array.of(0x74, 0x65, 0x78, 0x74) },
      {
        key: Uint8Array.of(0x6b, 0x31),
        value: Uint8Array.of(0xff, 0),
        timestamp: 1_628_690_400_000,
        partition: 0,
        batch: 1,
      },
      { key: Uint8Array.of(0xff), value: Uint8Array.of(0x61, 0x62, 0x61, 0x62, 0x61, 0x62) },
      { key: new Uint8Array(), value: Uint8Array.of(0x61, 0x0a, 0xe2, 0x82, 0xac, 0xe2, 0x82, 0xac) },
    ])
  })

  test.each([
    ['{"key": null, "value": "a"}\nnot', 2],
    ['[1]', 1],
    ['{"key": null}', 1],
    ['{"key": 7, "value": "a"}', 1],
    ['{"value": 7}', 1],
    ['{"value": {"hex": "f"}}', 1],
    ['{"value": {"hex": "zz"}}', 1],
    ['{"value": {"base64": "a"}}', 1],
    ['{"value": {"repeat": "a", "times": -1}}', 1],
    ['{"value": "a", "timestamp": 1.5}', 1],
    ['{"value": "a", "partition": "0"}', 1],
    ['{"value": "\\ud800"}', 1],
    ['{"value": {"repeat": "a", "times": 1e9}}', 1],
    ['{"value": {"repeat": "a", "times": 60000000}}\n{"value": {"repeat": "a", "times": 60000000}}', 2],
    ['{"value": [{"repeat": "a", "times": 40000000}, {"repeat": "a", "times": 40000000}]}', 1],
  ])('%.60s is refused with its line', async (file, line) => {
    try {
      await read('x.records.jsonl', file)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(ImportError)
      if (!(error instanceof ImportError)) return
      expect(error).toMatchObject({ code: 'E_RECORDS_FILE', line })
      expect(error.message).toContain(`Line ${line}: `)
    }
  })

  test('a repetition of nothing is nothing', async () => {
    expect(await values('x.records.jsonl', '{"value": {"repeat": "", "times": 9}}')).toEqual([''])
  })

  test('with a wrong line gives no record at all, wherever that line is', async () => {
    const lines = [...Array(500).fill('{"value": "a"}'), 'not'].join('\n')
    const file = openFile(new File([lines], 'x.records.jsonl'), () => {}, new AbortController().signal, 100)
    await expect(readRecords(file, []).next()).rejects.toThrow('Line 501: ')
  })

  test('may be larger than what repetitions may stand for', async () => {
    const reader = new RecordsJsonl()
    const line = encodeUtf8(`{"value":"${'a'.repeat(900_000)}"}\n`)
    for (let i = 0; i < 80; i++) expect(reader.read(line)).toHaveLength(1)
  })

  test('leaves out the errors of an exported consumer, and says so', async () => {
    const file = '{"value":"a"}\n{"error":{"text":"trap"},"partition":0}\n'
    expect(await read('x.records.jsonl', file)).toEqual({
      records: [{ key: null, value: encodeUtf8('a') }],
      notes: ['1 line was left out: it holds an error that a consumer received.'],
    })
  })
})

describe('a JSON file of any shape', () => {
  const whole = async (text: string) => (await read('x.json', text)).records.map(({ value }) => decodeUtf8(value))

  test('is an array exactly when JSON.parse says so, and has its items', async () => {
    const json = fc
      .json({ maxDepth: 3 })
      .chain((text) => fc.constantFrom(text, ` ${text}\n`, `[${text}]`, `[${text} , ${text}]`))
    const broken = fc.string({
      unit: fc.constantFrom('[', ']', '{', '}', '"', ',', ':', '1', ' ', '\\'),
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, broken), async (text) => {
        const parsed = parseOrNull(text)
        const shown = await whole(text)
        if (Array.isArray(parsed)) expect(shown.map((item) => JSON.parse(item))).toEqual(parsed)
        else if (parsed !== null) expect(shown).toEqual([text.trim()])
        else if (text.trim() !== 'null' && !text.includes('\n')) expect(shown).toEqual(text === '' ? [] : [text])
      }),
      { numRuns: 100 },
    )
  })

  test('may begin with a byte order mark', async () => {
    expect(await read('x.json', '\ufeff[1]')).toMatchObject({
      records: [{ value: encodeUtf8('1') }],
      notes: [importNotes.mark],
    })
    expect(await whole('\ufeff{"a":1}\n{"a":2}')).toEqual(['{"a":1}', '{"a":2}'])
    expect(await whole('\ufeff\ufeff[1]')).toEqual(['\ufeff\ufeff[1]'])
  })
})

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

test('Stop ends a file early, without an error', async () => {
  const stop = new AbortController()
  const read: number[] = []
  const file = openFile(new File(['a\n'.repeat(100)], 'x.txt'), (bytes) => read.push(bytes), stop.signal, 20)
  let records = 0
  for await (const piece of readRecords(file, [])) {
    records += piece.length
    if (records >= 30) stop.abort()
  }
  expect(records).toBe(30)
  expect(read).toEqual([20, 40, 60])
})
