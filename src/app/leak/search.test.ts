import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../text/utf8.ts'
import { packSide, unpackSide } from './pack.ts'
import { compilePattern, type LeakPattern } from './pattern.ts'
import { type LeakSide, MAX_PLACES, searchSide } from './search.ts'

const SSN = compilePattern('\\d{3}-\\d{2}-\\d{4}') as LeakPattern
const bytes = encodeUtf8

describe('AC-05', () => {
  test('one match in a value, one in a key and one in an error: three, and where each is', () => {
    const side: LeakSide = {
      records: [
        { partition: 0, offset: 3, key: null, value: bytes('ssn 987-65-4320') },
        { partition: 1, offset: 8, key: bytes('987-65-4328'), value: bytes('{}') },
      ],
      errors: [{ partition: 0, offset: 5, hint: 'no match', key: null, value: bytes('"987-65-4325') }],
    }
    expect(searchSide(SSN, side)).toEqual({
      total: 3,
      inValues: 1,
      inKeys: 1,
      inErrors: 1,
      places: [
        { where: 'value', partition: 0, offset: 3, index: 0, matches: 1 },
        { where: 'key', partition: 1, offset: 8, index: 1, matches: 1 },
        { where: 'error', partition: 0, offset: 5, index: 0, matches: 1 },
      ],
    })
  })
})

test('matches are counted, not records', () => {
  const value = bytes('987-65-4320 987-65-4321')
  expect(searchSide(SSN, { records: [{ partition: 0, offset: 0, key: null, value }], errors: [] })).toMatchObject({
    total: 2,
    places: [{ matches: 2 }],
  })
})

test('in an error the hint, the key and the value are searched, and bytes that are not text too', () => {
  const notText = Uint8Array.of(0xff, ...bytes('987-65-4322'), 0x80)
  const error = { partition: 0, offset: null, hint: 'bad 987-65-4320', key: bytes('987-65-4321'), value: notText }
  expect(searchSide(SSN, { records: [], errors: [error] })).toMatchObject({ total: 3, inErrors: 3 })
  const none = { partition: 0, offset: null, hint: 'trap', key: null, value: null }
  expect(searchSide(SSN, { records: [], errors: [none] }).total).toBe(0)
})

test('places are limited, totals are not', () => {
  const record = { partition: 0, offset: 0, key: null, value: bytes('987-65-4320') }
  const count = searchSide(SSN, { records: Array.from({ length: 1500 }, () => record), errors: [] })
  expect(count.total).toBe(1500)
  expect(count.places).toHaveLength(MAX_PLACES)
})

test('a side comes out of the packing as it went in', () => {
  const anyBytes = fc.uint8Array({ maxLength: 20 }).map((array) => Uint8Array.from(array))
  const offset = fc.nat(2 ** 40)
  const record = fc.record({ partition: fc.nat(7), offset, key: fc.option(anyBytes), value: anyBytes })
  const error = fc.record({
    partition: fc.nat(7),
    offset: fc.option(offset),
    hint: fc.string({ unit: 'grapheme' }),
    key: fc.option(anyBytes),
    value: fc.option(anyBytes),
  })
  const side = fc.record({ records: fc.array(record), errors: fc.array(error) })
  fc.assert(
    fc.property(side, (original) => {
      expect(unpackSide(packSide(original))).toEqual(original)
    }),
  )
})
