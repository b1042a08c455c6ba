import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bytes, fromHex, toHex, utf8 } from './bytes.ts'
import { DecodeError, TooManyRecordsError } from './decodeError.ts'
import type { FluvioRecord } from './record.ts'
import {
  checkRecordList,
  concatRecordLists,
  decodeRecordList,
  encodeRecordList,
  scanRecordList,
  sliceRecords,
} from './recordList.ts'
import { fluvioRecord, fluvioRecords } from './testing/arbitraries.ts'

const DOG = '12 00 00 02 00 06 646f67 00'
const KEYED = '16 00 d804 04 01 02 4b 04 5656 00'
const list = (...records: string[]) => fromHex(`${records.length.toString(16).padStart(8, '0')} ${records.join(' ')}`)

describe('record list', () => {
  test.each<[string, string, Partial<FluvioRecord>]>([
    ['dog', DOG, { offsetDelta: 1, value: utf8('dog') }],
    ['a key and deltas', KEYED, { timestampDelta: 300, offsetDelta: 2, key: utf8('K'), value: utf8('VV') }],
    ['an empty key', '0e 00 00 00 01 00 00 00', { key: utf8('') }],
    [
      'negative deltas',
      '16 00 3b 05 00 0a 6f646e6567 00',
      { timestampDelta: -30, offsetDelta: -3, value: utf8('odneg') },
    ],
    ['attributes', '14 80 00 00 00 08 61747472 00', { attributes: -128, value: utf8('attr') }],
    ['headers', '14 00 00 00 00 06 686472 9a01', { headers: 77, value: utf8('hdr') }],
  ])('%s', (_, hex, fields) => {
    const record = fluvioRecord(fields)
    expect(toHex(encodeRecordList([record]))).toBe(toHex(list(hex)))
    expect(decodeRecordList(list(hex))).toEqual({ records: [record], end: list(hex).length })
  })

  test('soup, as in a stored batch', () => {
    const soup = fromHex('00 00 00 01 14 00 00 00 00 08 73 6f 75 70 00')
    expect(encodeRecordList([fluvioRecord({ value: utf8('soup') })])).toEqual(soup)
  })

  test('an empty list is four zero bytes', () => {
    expect(toHex(encodeRecordList([]))).toBe('00000000')
    expect(decodeRecordList(fromHex('00000000'))).toEqual({ records: [], end: 4 })
  })

  test('keys and values are copies', () => {
    const bytes = list(KEYED)
    const { records } = decodeRecordList(bytes)
    bytes.fill(0)
    expect(records[0]).toMatchObject({ key: utf8('K'), value: utf8('VV') })
    expect(records[0]?.value.buffer.byteLength).toBe(2)
  })

  test('a list in the middle of bytes; what comes after it is ignored', () => {
    const bytes = fromHex(`ffffff 00000001 ${DOG} 7e7e`)
    expect(decodeRecordList(bytes, 3)).toEqual({ records: decodeRecordList(list(DOG)).records, end: 17 })
    expect(scanRecordList(bytes, 3)).toEqual({ count: 1, end: 17 })
    expect(checkRecordList(bytes, 3)).toEqual({ count: 1, end: 17 })
  })

  test('encoding and decoding are inverse', () => {
    fc.assert(
      fc.property(fluvioRecords, (records) => {
        const bytes = encodeRecordList(records)
        expect(decodeRecordList(bytes)).toEqual({ records, end: bytes.length })
        expect(scanRecordList(bytes)).toEqual({ count: records.length, end: bytes.length })
        expect(checkRecordList(bytes)).toEqual({ count: records.length, end: bytes.length })
      }),
    )
  })
})

describe('a record list that is none', () => {
  const readers: [string, (bytes: Bytes) => unknown][] = [
    ['scan', (bytes) => scanRecordList(bytes)],
    ['check', (bytes) => checkRecordList(bytes)],
    ['decode', (bytes) => decodeRecordList(bytes)],
    ['slice', (bytes) => sliceRecords(bytes, 0, 9)],
    ['concat', (bytes) => concatRecordLists([bytes])],
  ]

  describe.each(readers)('%s', (_, read) => {
    test.each([
      ['no bytes', '', 'byte 0: 0 bytes left, expected a record count of 4 bytes'],
      ['half a count', '0000', 'byte 0: 2 bytes left, expected a record count of 4 bytes'],
      ['a negative count', `ffffffff ${DOG}`, 'byte 0: a record count of -1, expected 0 to 1'],
      ['a huge count', '7fffffff', 'byte 0: a record count of 2147483647, expected 0 to 0'],
      ['a negative length', '00000001 01 00000000000000', 'byte 4: a record length of -1, expected 6 to 7'],
      ['a length too long', '00000001 12 00 00 02 00 06 646f67', 'byte 4: a record length of 9, expected 6 to 8'],
      ['a second record cut off', `00000002 ${DOG} 7e 000000000000`, 'byte 14: a record length of 63, expected 6 to 6'],
    ])('refuses %s', (_name, hex, message) => {
      expect(() => read(fromHex(hex))).toThrow(DecodeError)
      expect(() => read(fromHex(hex))).toThrow(message)
    })
  })

  test.each([
    ['a key tag of 2', '12 00 00 02 02 06 646f67 00', 'byte 8: a tag of 2, expected 0 or 1 before a key'],
    ['a negative value length', '12 00 00 02 00 05 646f67 00', 'byte 9: a value length of -3, expected 0 to 4'],
    ['a value past the end', '12 00 00 02 00 0a 646f67 00', 'byte 9: a value length of 5, expected 0 to 4'],
    ['a key past the end', '12 00 00 02 01 10 646f67 00', 'byte 9: a key length of 8, expected 0 to 4'],
    [
      'a length too short',
      '10 00 00 02 00 06 646f67 00',
      'byte 4: a record that ends at byte 14, expected the end at byte 13',
    ],
    [
      'a length too long',
      '14 00 00 02 00 06 646f67 00 00',
      'byte 4: a record that ends at byte 14, expected the end at byte 15',
    ],
  ])('strict decoding refuses %s', (_, record, message) => {
    expect(() => decodeRecordList(list(record))).toThrow(message)
    expect(() => checkRecordList(list(record))).toThrow(message)
  })

  test('hopping does not look at fields, but a length that no record can have is refused', () => {
    expect(scanRecordList(fromHex('00000001 0c ffffffffffff'))).toEqual({ count: 1, end: 11 })
    expect(() => scanRecordList(fromHex('00000001 0a 00000000000000'))).toThrow('byte 4: a record length of 5')
  })

  test('a count is held against the bytes from where the list begins', () => {
    const bytes = fromHex('00000000 00000000 00000002 0c 000000000000')
    expect(() => scanRecordList(bytes, 8)).toThrow('byte 8: a record count of 2, expected 0 to 1')
  })

  test('more records than allowed', () => {
    const scan = () => scanRecordList(list(DOG, KEYED), 0, 1)
    expect(scan).toThrow(TooManyRecordsError)
    expect(scan).toThrow(expect.objectContaining({ count: 2, limit: 1 }))
    expect(scanRecordList(list(DOG, KEYED), 0, 2).count).toBe(2)
    // a count that the bytes cannot hold is damage, whatever the limit
    expect(() => scanRecordList(fromHex('7fffffff'), 0, 1)).not.toThrow(TooManyRecordsError)
  })
})

describe('parts of record lists', () => {
  test.each([
    [0, 2, list(DOG, KEYED)],
    [0, 1, list(DOG)],
    [1, 2, list(KEYED)],
    [1, 1, list()],
    [2, 0, list()],
    [-1, 9, list(DOG, KEYED)],
  ])('records %d to %d', (from, to, expected) => {
    expect(sliceRecords(list(DOG, KEYED), from, to)).toEqual(expected)
  })

  test('concatenation', () => {
    const withTail = fromHex(`00000001 ${DOG} ffff`)
    expect(concatRecordLists([withTail, list(), list(KEYED, DOG)])).toEqual(list(DOG, KEYED, DOG))
    expect(concatRecordLists([])).toEqual(list())
  })

  test('slices put together give the list', () => {
    fc.assert(
      fc.property(fluvioRecords, fc.nat(12), (records, at) => {
        const whole = encodeRecordList(records)
        expect(concatRecordLists([sliceRecords(whole, 0, at), sliceRecords(whole, at, records.length)])).toEqual(whole)
        expect(sliceRecords(whole, 0, at)).toEqual(encodeRecordList(records.slice(0, at)))
      }),
    )
  })
})
