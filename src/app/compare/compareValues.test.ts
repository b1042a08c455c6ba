import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { later } from '../strings/en/later.ts'
import { decodeUtf8, encodeUtf8 } from '../text/utf8.ts'
import { changedSpans } from './changedSpans.ts'
import { compareValues, isSameByMeaning } from './compareValues.ts'
import type { JsonComparison } from './comparison.ts'

const compare = (before: string, after: string) => compareValues(encodeUtf8(before), encodeUtf8(after))

function json(before: string, after: string): JsonComparison {
  const comparison = compare(before, after)
  if (comparison.by !== 'json') throw new Error(`compared by ${comparison.by}`)
  return comparison
}

const marked = (before: string, after: string) => {
  return changedSpans(encodeUtf8(before), encodeUtf8(after)).map(({ from, to }) => after.slice(from, to))
}

describe('AC-62', () => {
  test('the same JSON with other key order and other space is unchanged by meaning', () => {
    const comparison = compare('{"a":1,"b":{"c":[1,2],"d":"x"}}', ' { "b": {"d":"\\u0078", "c":[1, 2]}, "a":1 }')
    expect(comparison.by).toBe('json')
    expect(isSameByMeaning(comparison)).toBe(true)
    expect(isSameByMeaning(compare('{"a":1,"b":2}', '{"b":2,"a":2}'))).toBe(false)
  })

  test('numbers are shown as their text', () => {
    expect(json('{"a":9007199254740993,"b":1.0,"c":1e2}', '{"a":9007199254740992,"b":1,"c":100}').changed).toEqual([
      { path: 'a', before: '9007199254740993', after: '9007199254740992' },
      { path: 'b', before: '1.0', after: '1' },
      { path: 'c', before: '1e2', after: '100' },
    ])
    expect(json('{"a":9007199254740993,"b":1.0}', '{"a":9007199254740993}').removed).toEqual([
      { path: 'b', text: '1.0' },
    ])
  })
})

describe('JSON by its fields', () => {
  test('a narrowing map kept and removed fields', () => {
    const comparison = json('{"id":1,"name":"n","owner":{"login":"o"},"topics":["a"]}', '{"id":1,"name":"n"}')
    expect(comparison.kept.map(({ path }) => path)).toEqual(['id', 'name'])
    expect(comparison.removed.map(({ path }) => path)).toEqual(['owner', 'topics'])
    expect(later.compareSummary({ kept: 4, added: 0, removed: 13, changed: 0, renamed: 0 })).toBe(
      'kept 4 fields, removed 13',
    )
  })

  test('what is inside of objects and arrays has a path', () => {
    const comparison = json(
      '{"owner":{"login":"a","id":7},"items":[{"n":1},{"n":2},{"n":3}],"a.b":1}',
      '{"owner":{"login":"b","id":7},"items":[{"n":1},{"n":5},{"n":3}],"a.b":2}',
    )
    expect(comparison.changed).toEqual([
      { path: 'owner.login', before: '"a"', after: '"b"' },
      { path: 'items[1].n', before: '2', after: '5' },
      { path: '["a.b"]', before: '1', after: '2' },
    ])
    expect(comparison.kept.map(({ path }) => path)).toEqual(['owner.id', 'items[0]', 'items[2]'])
  })

  test('an item taken out of the middle of an array is one removal', () => {
    const comparison = json('[1,2,3,4]', '[1,3,4]')
    expect(comparison.removed).toEqual([{ path: '[1]', text: '2' }])
    expect(comparison.changed).toEqual([])
  })

  test('a field that moved under another name in the same object was renamed', () => {
    const comparison = json('{"full_name":"example-org/x","id":1}', '{"id":1,"repo":"example-org/x"}')
    expect(comparison.renamed).toEqual([{ from: 'full_name', to: 'repo', text: '"example-org/x"' }])
    expect(comparison.added).toEqual([])
    expect(comparison.removed).toEqual([])
  })

  test('nothing is called renamed on thin evidence', () => {
    expect(json('{"a":true}', '{"b":true}').renamed).toEqual([])
    expect(json('{"stars":4980,"watchers":4980}', '{"s":4980}').renamed).toEqual([])
    expect(json('{"x":{"a":"long"},"y":{}}', '{"x":{},"y":{"b":"long"}}').renamed).toEqual([])
  })

  test('a key that appears twice is paired in order', () => {
    const comparison = json('{"a":1,"a":2}', '{"a":1,"a":3}')
    expect(comparison.duplicateKeys).toBe(true)
    expect(comparison.kept).toEqual([{ path: 'a', text: '1' }])
    expect(comparison.changed).toEqual([{ path: 'a (2)', before: '2', after: '3' }])
    expect(json('{"a":1}', '{"a":2}').duplicateKeys).toBe(false)
  })

  test('another sort of value is one change', () => {
    expect(json('{"a":1}', '[1]').changed).toEqual([{ path: '', before: '{"a":1}', after: '[1]' }])
    expect(json('{"a":{"b":1}}', '{"a":"x"}').changed).toEqual([{ path: 'a', before: '{"b":1}', after: '"x"' }])
  })
})

describe('text and bytes', () => {
  test('equal bytes are the same', () => {
    expect(compareValues(Uint8Array.of(0xff), Uint8Array.of(0xff))).toEqual({ by: 'same' })
  })

  test('text gives back both sides', () => {
    const sides = fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))
    fc.assert(
      fc.property(sides, ([before, after]) => {
        const comparison = compare(`#${before}`, `#${after}`)
        if (comparison.by !== 'text') return
        const side = (left: string) => {
          return comparison.parts
            .filter(({ kind }) => kind !== left)
            .map(({ text }) => text)
            .join('')
        }
        expect([side('added'), side('removed')]).toEqual([`#${before}`, `#${after}`])
      }),
    )
  })

  test('words are compared as words', () => {
    expect(compare('the quick brown fox', 'the slow brown fox')).toMatchObject({
      by: 'text',
      coarse: false,
      parts: [
        { kind: 'same', text: 'the ' },
        { kind: 'removed', text: 'quick' },
        { kind: 'added', text: 'slow' },
        { kind: 'same', text: ' brown fox' },
      ],
    })
  })

  test('a byte order mark makes it text', () => {
    expect(compare('\ufeff{"a":1}', '{"a":1}').by).toBe('text')
  })

  test('bytes are compared place by place', () => {
    const comparison = compareValues(Uint8Array.of(0xff, 1, 2, 3), Uint8Array.of(0xff, 1, 9, 3, 4))
    expect(comparison).toEqual({
      by: 'bytes',
      beforeBytes: 4,
      afterBytes: 5,
      ranges: [
        { from: 2, to: 3 },
        { from: 4, to: 5 },
      ],
      more: false,
    })
  })

  test('large values are compared coarsely and quickly', () => {
    const [before, after] = ['a b '.repeat(200_000), 'c d '.repeat(200_000)]
    expect(compare(`x ${before}y`, `x ${after}y`)).toMatchObject({ by: 'text', coarse: true })
    const long = 'a b '.repeat(200_000)
    expect(compare(`x ${long}y`, `z ${long}w`)).toMatchObject({ by: 'text', coarse: true })
  })
})

describe('changed spans', () => {
  const record = '{"social_security_number":"123-45-6789","event_type":"account-created","n":1}'

  test('in JSON: the value that changed, with its quotes', () => {
    expect(marked(record, record.replace('123-45-6789', '***-**-****'))).toEqual(['"***-**-****"'])
  })

  test('an added field whole, a removed one not at all, a moved one not at all', () => {
    expect(marked('{"a":1,"b":2}', '{"b":2,"c":3}')).toEqual(['"c":3'])
    expect(marked('{"a":1,"b":2}', '{"b":2}')).toEqual([])
    expect(marked('{"a":1,"b":2}', '{"b":2,"a":1}')).toEqual([])
  })

  test('in text: what came', () => {
    expect(marked('call 555-0100 now', 'call ***-**** now').join('')).toMatch(/^\*[-*]*\*$/)
    expect(marked('abc', 'abc')).toEqual([])
    expect(marked('', 'abc')).toEqual(['abc'])
    expect(marked('{"a":1}', 'plain')).toEqual(['plain'])
  })

  test('bytes that are not UTF-8 have places too', () => {
    expect(changedSpans(Uint8Array.of(0x61, 0xff), Uint8Array.of(0x61, 0xfe))).toEqual([{ from: 1, to: 2 }])
  })

  test('they are in order, within the text, and do not overlap', () => {
    const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.json().map(encodeUtf8))
    fc.assert(
      fc.property(anyBytes, anyBytes, (before, after) => {
        const length = decodeUtf8(after).length
        let at = 0
        for (const { from, to } of changedSpans(before, after)) {
          expect(from).toBeGreaterThanOrEqual(at)
          expect(to).toBeGreaterThan(from)
          at = to
        }
        expect(at).toBeLessThanOrEqual(length)
      }),
      { numRuns: 300 },
    )
  })

  test('many become one', () => {
    const list = (n: number) => JSON.stringify(Array.from({ length: 300 }, (_, i) => [i, i + n]))
    expect(marked(list(0), list(1000))).toHaveLength(1)
  })
})
