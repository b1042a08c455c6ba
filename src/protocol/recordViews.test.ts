import { describe, expect, test } from 'vitest'
import { fromHex, utf8 } from './bytes.ts'
import { recordViews } from './recordList.ts'

const LIST = fromHex('00000002 12 00 00 02 00 06 646f67 00  16 00 d804 04 01 02 4b 04 5656 00')

describe('views of records', () => {
  test('place, key, value and deltas', () => {
    const views = recordViews(LIST)
    expect(views.count).toBe(2)
    expect([...views.starts]).toEqual([4, 14, 26])
    expect([views.key(0), views.key(1)]).toEqual([null, utf8('K')])
    expect([views.value(0), views.value(1)]).toEqual([utf8('dog'), utf8('VV')])
    expect([views.offsetDelta(0), views.offsetDelta(1)]).toEqual([1, 2])
    expect([views.timestampDelta(0), views.timestampDelta(1)]).toEqual([0, 300])
    expect(views.record(1)).toMatchObject({ offsetDelta: 2, key: utf8('K'), headers: 0 })
  })

  test('values are views into the list', () => {
    expect(recordViews(LIST).value(0).buffer).toBe(LIST.buffer)
  })

  test.each([-1, 2, 0.5, Number.NaN])('there is no record %d', (i) => {
    expect(() => recordViews(LIST).value(i)).toThrow(RangeError)
  })

  test('a damaged record is found when it is asked for', () => {
    const views = recordViews(fromHex('00000001 12 00 00 02 07 06 646f67 00'))
    expect(() => views.value(0)).toThrow('a tag of 7')
  })
})
