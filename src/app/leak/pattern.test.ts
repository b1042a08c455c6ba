import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../text/utf8.ts'
import { compilePattern, type LeakPattern, patternForText } from './pattern.ts'
import { LEAK_PRESETS } from './presets.ts'
import { countMatches, matchRanges } from './search.ts'

function compiled(source: string): LeakPattern {
  const pattern = compilePattern(source)
  if (pattern === null || 'error' in pattern) throw new Error(`${source}: ${pattern?.error ?? 'empty'}`)
  return pattern
}

const count = (source: string, text: string | Uint8Array) => {
  return countMatches(compiled(source), typeof text === 'string' ? encodeUtf8(text) : text)
}

describe('what stands in the field', () => {
  test('text without anything special is searched as it is', () => {
    expect(compiled('987-65-4320').kind).toBe('text')
    expect(count('aa', 'aaaaa')).toBe(2)
    expect(count('Elm', 'elm Elm')).toBe(1)
  })

  test('the default and anything with a metacharacter is a regular expression', () => {
    expect(compiled('\\d{3}-\\d{2}-\\d{4}').kind).toBe('regex')
    expect(count('colou?r', 'color colour')).toBe(2)
  })

  test('slashes take flags', () => {
    expect(count('/elm/i', 'elm Elm')).toBe(2)
    expect(count('/^a.c$/ms', 'x\na\nc\n')).toBe(1)
    expect(compilePattern('/a/q')).toEqual({ error: 'Invalid flags q' })
  })

  test('an empty field is no pattern', () => {
    expect(compilePattern('')).toBeNull()
    expect(compilePattern('//')).toBeNull()
  })

  test('a pattern that is not valid says why, without the pattern', () => {
    for (const source of ['(', '[z-a]', '\\', 'a{2,1}', '(?<n>a)(?<n>b)']) {
      const pattern = compilePattern(source)
      expect(pattern).toHaveProperty('error')
      expect(JSON.stringify(pattern)).not.toContain(': ')
    }
    expect(compilePattern('(')).toEqual({ error: 'Unterminated group' })
  })

  test('a pattern made for a text finds that text and nothing like it', () => {
    expect(count(patternForText('a.c'), 'abc a.c')).toBe(1)
    expect(count(patternForText('/x/'), 'x /x/')).toBe(1)
    expect(patternForText('abc')).toBe('abc')
  })
})

describe('\\d', () => {
  test('is every decimal digit, outside and inside of classes', () => {
    // Arabic-Indic, Devanagari, fullwidth, mathematical bold (beyond U+FFFF)
    for (const zero of [0x660, 0x966, 0xff10, 0x1d7ce]) {
      const digit = String.fromCodePoint(zero + 7)
      expect(count('\\d', digit)).toBe(1)
      expect(count('[a\\d]', digit)).toBe(1)
      expect(count('[^\\d]', digit)).toBe(0)
      expect(count('\\D', digit)).toBe(0)
      expect(count('[\\D]', digit)).toBe(0)
    }
    expect(count('\\D', 'x')).toBe(1)
  })

  test('an escaped backslash before d is a backslash and a d', () => {
    expect(count('\\\\d', '\\d 7')).toBe(1)
    expect(count('[\\\\d]+', '\\d 7')).toBe(1)
  })

  test('numbers that are no decimal digits are none', () => {
    expect(count('\\d', '½ Ⅷ ② 五')).toBe(0)
  })
})

describe('bytes that are not UTF-8', () => {
  const bytes = Uint8Array.of(0x31, 0xff, 0x32)

  // what the pattern does match, to see that the guard does not take that away
  test.each([
    ['\\d\\d', '12'],
    ['1.2', '1 2'],
    ['1[^x]2', '1 2'],
    ['1\\D2', '1 2'],
    ['1\\W2', '1 2'],
    ['1\\S2', '1x2'],
    ['1\\P{L}2', '1 2'],
    ['1[\\s\\S]2', '1 2'],
    ['1[\\u0000-\\uffff]2', '1 2'],
    ['1[!-\u{10ffff}]2', '1x2'],
    ['1\\p{Any}2', '1 2'],
  ])('%s does not match across one', (source, valid) => {
    expect(count(source, valid)).toBe(1)
    expect(count(source, bytes)).toBe(0)
  })

  test('each counts as one character between its neighbours', () => {
    expect(matchRanges(compiled('\\d'), Uint8Array.of(0x31, 0xe2, 0x82, 0x32))).toEqual([
      { from: 0, to: 1 },
      { from: 3, to: 4 },
    ])
    expect(count('^2|1$', bytes)).toBe(0)
    expect(count('(?<!\\d)\\d(?!\\d)', bytes)).toBe(2)
  })

  test('a surrogate pair is one character, and its halves are not stray bytes', () => {
    expect(matchRanges(compiled('.'), encodeUtf8('😀'))).toEqual([{ from: 0, to: 2 }])
  })

  test('a byte order mark is kept', () => {
    expect(count('\\ufeff', Uint8Array.of(0xef, 0xbb, 0xbf, 0x31))).toBe(1)
  })
})

describe('presets', () => {
  test.each([
    ['ssn', '{"ssn":"123-45-6789"}', 1],
    ['ssn', '123456789', 0],
    ['email', '{"email":"alder@example.com","x":"a@b"}', 1],
    ['phone', '1-800-555-0123, (415) 555-0100 and 555-0199', 3],
    ['phone', '123-45-6789', 0],
    ['card', '4111 1111 1111 1111 and 4111111111111111', 2],
    ['card', '41111111111111112', 0],
  ] as const)('%s in %s', (preset, text, expected) => {
    expect(count(LEAK_PRESETS[preset], text)).toBe(expected)
  })

  test('a long text without a match stays cheap', () => {
    const text = encodeUtf8('abc.def-1'.repeat(100_000))
    for (const source of Object.values(LEAK_PRESETS)) countMatches(compiled(source), text)
  })
})

test('empty matches do not count, and do not loop', () => {
  expect(count('x*', 'aaxx')).toBe(1)
})
