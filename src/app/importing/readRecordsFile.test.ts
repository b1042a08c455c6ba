import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { decodeUtf8, encodeUtf8 } from '../text/utf8.ts'
import { ImportError } from './importedRecord.ts'
import { isRecordsFile, readRecordsFile } from './readRecordsFile.ts'
import { exportRecordsFile } from './recordsJsonl.ts'

const read = (name: string, text: string | Uint8Array) => {
  return readRecordsFile(name, typeof text === 'string' ? encodeUtf8(text) : Uint8Array.from(text))
}
const values = (name: string, text: string | Uint8Array) =>
  read(name, text).records.map(({ value }) => decodeUtf8(value))

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
  ])('%j', (text, expected) => {
    expect(values('x.log', text)).toEqual(expected)
    expect(read('x.TXT', text).notes).toEqual([])
  })

  test('bytes that are not UTF-8 stay as they are', () => {
    expect(read('x.txt', Uint8Array.of(0xff, 0x0a, 0x80)).records.map(({ value }) => [...value])).toEqual([
      [0xff],
      [0x80],
    ])
  })

  test('an empty file holds no records, and says so', () => {
    expect(read('x.txt', '')).toEqual({ records: [], notes: [t.noteEmptyFile] })
  })
})

describe('JSON lines', () => {
  test('each line is a record, exactly as it stands', () => {
    expect(values('x.jsonl', '{"a": 9007199254740993}\r\n [1.0]\n')).toEqual(['{"a": 9007199254740993}', ' [1.0]'])
  })

  test('a line that is not JSON is imported as text, with a note', () => {
    const lines = ['1', '2', '3', '4', '5', '6', 'not json'].join('\n')
    expect(values('x.ndjson', lines)).toHaveLength(7)
    expect(read('x.ndjson', lines).notes).toEqual(['Line 7 is not JSON. It was imported as text. 6 lines are JSON.'])
    expect(read('x.jsonl', '1\na\nb\n').notes).toEqual([
      '2 lines are not JSON, the first is line 2. They were imported as text. 1 line is JSON.',
    ])
  })

  test('empty lines and a byte order mark are left out, with a note', () => {
    expect(values('x.jsonl', '\ufeff1\n\n2\n')).toEqual(['1', '2'])
    expect(read('x.jsonl', '\ufeff1\n\n2\n').notes).toEqual([later.noteMark, '1 empty line was left out.'])
  })
})

describe('a JSON file', () => {
  test('has a record per item of its array, the exact text of each', () => {
    expect(values('x.json', ' [ {"a": 1.0},\n "x" , 9007199254740993 ] ')).toEqual([
      '{"a": 1.0}',
      '"x"',
      '9007199254740993',
    ])
  })

  test('any other value is one record', () => {
    expect(values('x.json', '{"a": [1, 2]}\n')).toEqual(['{"a": [1, 2]}'])
  })

  test('with JSON lines in it is read as JSON lines', () => {
    expect(values('x.json', '{"a":1}\n{"a":2}\n')).toEqual(['{"a":1}', '{"a":2}'])
  })

  test('that is not JSON is one record, byte for byte, with a note', () => {
    expect(read('x.json', '{"a":1')).toEqual({
      records: [{ key: null, value: encodeUtf8('{"a":1') }],
      notes: [later.noteFileNotJson],
    })
    expect(read('x.json', Uint8Array.of(0xff)).records[0]?.value).toEqual(Uint8Array.of(0xff))
  })
})

describe('a table', () => {
  test('has a record per row', () => {
    expect(values('x.csv', 'id,name\r\n1,"Elm, ""the"" tree"\r\n2,a\nb\n')).toEqual([
      '{"id":"1","name":"Elm, \\"the\\" tree"}',
      '{"id":"2","name":"a"}',
      '{"id":"b"}',
    ])
  })

  test('a quoted cell may hold line breaks and separators', () => {
    expect(values('x.csv', 'a,b\n"1\r\n,2",3')).toEqual(['{"a":"1\\r\\n,2","b":"3"}'])
  })

  test('values stay strings, empty ones too', () => {
    expect(values('x.csv', 'a,b,c\n007,,1e2\n')).toEqual(['{"a":"007","b":"","c":"1e2"}'])
    expect(values('x.csv', 'a,b\n1,\n""\n')).toEqual(['{"a":"1","b":""}', '{"a":""}'])
  })

  test('; and tab separate too', () => {
    expect(values('x.csv', 'a;b\n1,5;2\n')).toEqual(['{"a":"1,5","b":"2"}'])
    expect(values('x.csv', 'a\tb\n1\t2\n')).toEqual(['{"a":"1","b":"2"}'])
  })

  test('columns without a name of their own get one', () => {
    expect(values('x.csv', 'a,,a\n1,2,3,4\n')).toEqual(['{"a":"1","column_2":"2","a_2":"3","column_4":"4"}'])
    expect(read('x.csv', 'a,b\n1,2\n\n1\n').notes).toEqual([
      '1 line has more or fewer fields than the header, the first is line 4.',
    ])
  })

  test('the line of a row counts line breaks in cells', () => {
    expect(read('x.csv', 'a,b\n"x\ny",2\n1\n').notes[0]).toContain('line 4')
  })

  test('that is not UTF-8 is imported line by line', () => {
    const file = read('x.csv', Uint8Array.of(0x61, 0x0a, 0xff, 0x0a))
    expect(file.records.map(({ value }) => [...value])).toEqual([[0x61], [0xff]])
    expect(file.notes).toEqual([later.noteNotUtf8])
  })

  test('any text ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ';') }), (text) => {
        for (const value of values('x.csv', text)) JSON.parse(value)
      }),
      { numRuns: 500 },
    )
  })
})

test('a file of another name is one record, byte for byte', () => {
  expect(read('x.bin', Uint8Array.of(0, 0x0a, 0xff)).records).toEqual([
    { key: null, value: Uint8Array.of(0, 0x0a, 0xff) },
  ])
  expect(isRecordsFile('x.bin')).toBe(false)
  expect(isRecordsFile('a.b.Records.JSONL')).toBe(true)
})

test('a file above the limit is refused with both numbers', () => {
  // a view that only says it is that long: the size alone decides
  const large = Object.defineProperty(new Uint8Array(1), 'length', { value: 64 * 1024 * 1024 + 1 })
  expect(() => readRecordsFile('x.log', large)).toThrow(
    'The file holds 67,108,865 bytes; the limit is 67,108,864 bytes.',
  )
})

describe('a records file', () => {
  test('holds exact bytes', () => {
    const file = [
      '{"key": null, "value": "text"}',
      '{"key": "k1", "value": {"hex": "ff00"}, "timestamp": 1628690400000, "partition": 0, "batch": 1}',
      '{"key": {"base64": "/w=="}, "value": {"repeat": "ab", "times": 3}}',
      '',
      '{"key": "", "value": ["a", {"hex": "0A"}, {"repeat": "€", "times": 2}]}',
    ].join('\n')
    expect(read('x.records.jsonl', file).records).toEqual([
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
  ])('%.60s is refused with its line', (file, line) => {
    try {
      read('x.records.jsonl', file)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(ImportError)
      if (!(error instanceof ImportError)) return
      expect(error).toMatchObject({ code: 'E_RECORDS_FILE', line })
      expect(error.message).toContain(`Line ${line}: `)
    }
  })

  test('a repetition of nothing is nothing', () => {
    expect(values('x.records.jsonl', '{"value": {"repeat": "", "times": 9}}')).toEqual([''])
  })

  test('writes text where it can, and reads back equal', () => {
    expect(exportRecordsFile([{ key: null, value: encodeUtf8('\ufeff{"a": 1.0}\n') }])).toBe(
      '{"key":null,"value":"\ufeff{\\"a\\": 1.0}\\n"}\n',
    )
    expect(exportRecordsFile([{ key: Uint8Array.of(0xff), value: new Uint8Array(), batch: 2 }])).toBe(
      '{"key":{"hex":"ff"},"value":"","batch":2}\n',
    )
    const bytes = fc
      .oneof(fc.uint8Array({ maxLength: 40 }), fc.string({ unit: 'binary' }).map(encodeUtf8))
      .map((array) => Uint8Array.from(array))
    const number = { timestamp: fc.nat(2 ** 45), partition: fc.nat(7), batch: fc.nat(1000) }
    const record = fc.record({ key: fc.option(bytes), value: bytes, ...number }, { requiredKeys: ['key', 'value'] })
    fc.assert(
      fc.property(fc.array(record), (records) => {
        expect(read('x.records.jsonl', exportRecordsFile(records)).records).toEqual(records)
      }),
      { numRuns: 300 },
    )
  })
})
