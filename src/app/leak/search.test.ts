import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildBatch } from '../../protocol/batch.ts'
import { encodeUtf8 } from '../text/utf8.ts'
import { compilePattern, type LeakPattern } from './pattern.ts'
import { recordsIn } from './recordsIn.ts'
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

test('the records of batches are searched as they are stored', () => {
  const anyBytes = fc.uint8Array({ maxLength: 20 }).map((array) => Uint8Array.from(array))
  const record = fc.record({ key: fc.option(anyBytes), value: anyBytes })
  const batches = fc.array(fc.array(record, { minLength: 1 }))
  fc.assert(
    fc.property(batches, (original) => {
      let offset = 0
      const encoded = original.map((records) => {
        offset += records.length
        return buildBatch(
          records.map((each) => ({ ...each, timestamp: 0 })),
          offset - records.length,
        )
      })
      const expected = original.flat().map((each, i) => ({ partition: 3, offset: i, ...each }))
      expect([...recordsIn(3, encoded)]).toEqual(expected)
    }),
  )
})
