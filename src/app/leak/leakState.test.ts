import { expect, test } from 'vitest'
import { afterSearch, type LeakState } from './leakState.ts'
import { searchSide } from './search.ts'

const count = searchSide({ kind: 'text', source: 'a', text: 'a' }, { records: [], errors: [] })
const counted: LeakState = { kind: 'counted', last: { source: 'a', topic: count, consumer: count } }

test('the last valid result stays while there is none newer', () => {
  expect(afterSearch(counted, '(', { kind: 'not valid', reason: 'Unterminated group' })).toEqual({
    kind: 'not valid',
    reason: 'Unterminated group',
    last: counted.last,
  })
  expect(afterSearch(counted, 'b', { kind: 'too slow' })).toEqual({ kind: 'too slow', last: counted.last })
})

test('a search that takes a while shows what it has found, and the last result stays', () => {
  expect(afterSearch(counted, 'b', { kind: 'searching', share: 0.5, topic: count, consumer: count })).toMatchObject({
    kind: 'searching',
    progress: { share: 0.5 },
    last: counted.last,
  })
})

test('an empty field has no result', () => {
  expect(afterSearch(counted, '', { kind: 'no pattern' })).toEqual({ kind: 'no pattern', last: null })
})
