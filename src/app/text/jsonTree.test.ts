import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonText, readJson } from './jsonTree.ts'

test('numbers keep their text, keys their order and their repetition', () => {
  const text = ' {"b": 9007199254740993, "a":1.0,"b":[1e2,-0]} '
  const node = readJson(text)
  expect(node?.kind).toBe('object')
  if (node?.kind !== 'object') return
  expect(node.fields.map(({ name, value }) => [name, jsonText(text, value)])).toEqual([
    ['b', '9007199254740993'],
    ['a', '1.0'],
    ['b', '[1e2,-0]'],
  ])
  expect(node.fields.map((field) => jsonText(text, field))[1]).toBe('"a":1.0')
})

test.each([
  '',
  '{',
  '{"a":1,}',
  '[1 2]',
  '01',
  '"\t"',
  '"\\x"',
  'tru',
  '{"a":1} x',
  '\ufeff{}',
  "{'a':1}",
  '[,]',
  '--1',
  'NaN',
])('%j is not JSON', (text) => {
  expect(readJson(text)).toBeNull()
})

test('nothing is too deep to be refused in good order', () => {
  expect(readJson('['.repeat(100_000))).toBeNull()
  expect(readJson('['.repeat(150) + ']'.repeat(150))).not.toBeNull()
})

test('accepts what JSON.parse accepts', () => {
  const nearJson = fc.oneof(
    fc.json(),
    fc.json({ stringUnit: 'binary' }),
    fc
      .array(fc.constantFrom('{', '}', '[', ']', '"a"', ':', ',', '1', '-', '0', '.5', 'e3', 'null', ' ', '\\'))
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(nearJson, (text) => {
      const accepted = (() => {
        try {
          JSON.parse(text)
          return true
        } catch {
          return false
        }
      })()
      expect(readJson(text) !== null).toBe(accepted)
    }),
    { numRuns: 1000 },
  )
})

test('a long string does not overflow the stack of the expression', () => {
  const text = JSON.stringify('x"'.repeat(2_000_000))
  expect(readJson(text)?.kind).toBe('string')
})
