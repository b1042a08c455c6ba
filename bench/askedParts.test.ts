import { expect, test } from 'vitest'
import { askedParts } from './askedParts.ts'

const known = ['chain', 'stream', 'page']

test.each([
  [[], known],
  [['--only', 'stream'], ['stream']],
  [['--only=page,chain'], ['chain', 'page']],
  [
    ['page', '--only', 'stream', 'page'],
    ['stream', 'page'],
  ],
])('%j asks for %j', (args, parts) => {
  expect(askedParts(args, known)).toEqual(parts)
})

test('what is not known is named, and what is', () => {
  expect(() => askedParts(['--only', 'speed'], known)).toThrow('no part speed; there are chain, stream, page')
  expect(() => askedParts(['--only'], known)).toThrow('--only needs the name of a part')
})
