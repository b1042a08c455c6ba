import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DisplaySegment, displayBytes, displayText } from './display.ts'
import { markSegments } from './marks.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

const drawn = (segments: readonly DisplaySegment[]) => {
  return segments.map(({ kind, text }) => (kind === 'text' ? text : `[${text}]`)).join('')
}
const draw = (text: string) => drawn(displayText(text))

describe('what cannot be seen becomes a symbol', () => {
  test.each([
    ['a\0b\x1b[31m', 'a[␀]b[␛][31m'],
    ['a\r\n\tb', 'a[␍][␊][␉]b'],
    ['\x7f\x85', '[␡][U+0085]'],
    // direction: an override that would turn the rest around
    ['user\u202Egnp.exe', 'user[U+202E]gnp.exe'],
    ['\u2066x\u2069\u200F\u061C', '[U+2066]x[U+2069][U+200F][U+061C]'],
    ['zero\u200Bwidth\u2060\uFEFF', 'zero[U+200B]width[U+2060][U+FEFF]'],
    ['no\u00A0break so\u00ADft', 'no[U+00A0]break so[U+00AD]ft'],
    ['line\u2028para\u2029', 'line[U+2028]para[U+2029]'],
    ['tag\u{E0041}', 'tag[U+E0041]'],
    ['filler\u3164', 'filler[U+3164]'],
  ])('%j', (text, expected) => {
    expect(draw(text)).toBe(expected)
  })

  test('what belongs to a character on screen stays', () => {
    for (const text of ['❤️ 👩‍🚀 👍🏽 1️⃣', 'naïve', 'عربى', '日本語', 'e\u0301']) expect(draw(text)).toBe(text)
    expect(draw('a\u200Db')).toBe('a[U+200D]b')
  })

  test('in a block line breaks and tabs are drawn as they are', () => {
    expect(drawn(displayText('a\n\tb\r\n', true))).toBe('a\n\tb[␍]\n')
  })
})

test('bytes that are not UTF-8 are marked as bytes', () => {
  expect(displayBytes(Uint8Array.of(0x61, 0xff, 0x80, 0x62)).segments).toEqual([
    { kind: 'text', text: 'a', from: 0, to: 1 },
    { kind: 'byte', text: '\\xFF', from: 1, to: 2 },
    { kind: 'byte', text: '\\x80', from: 2, to: 3 },
    { kind: 'text', text: 'b', from: 3, to: 4 },
  ])
})

describe('a long value is cut for display', () => {
  test('at a character, with the size of all of it', () => {
    const display = displayBytes(encodeUtf8('ab😀cd'), { limit: 3 })
    expect(drawn(display.segments)).toBe('ab')
    expect(display).toMatchObject({ cut: true, bytes: 8, characters: 6 })
  })

  test('a very large one is not read to its end', () => {
    const large = encodeUtf8('€'.repeat(40_000))
    const display = displayBytes(large, { limit: 10_000 })
    expect(drawn(display.segments)).toBe('€'.repeat(1333))
    expect(display).toMatchObject({ cut: true, bytes: 120_000, characters: null })
  })

  test('a short one is not cut', () => {
    expect(displayBytes(encodeUtf8('abc'), { limit: 3 })).toMatchObject({ cut: false, characters: 3 })
    expect(displayBytes(new Uint8Array(), { limit: 3 })).toMatchObject({ cut: false, segments: [] })
  })
})

test('segments cover the whole text of any bytes, in order, and hide nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const text = decodeUtf8(bytes)
      const { segments } = displayBytes(bytes)
      let at = 0
      for (const segment of segments) {
        expect(segment.from).toBe(at)
        if (segment.kind === 'text') {
          expect(segment.text).toBe(text.slice(segment.from, segment.to))
          expect(segment.text).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069\uD800-\uDFFF]/u)
        }
        at = segment.to
      }
      expect(at).toBe(text.length)
    }),
  )
})

describe('marks', () => {
  test('cut a text where they begin and end, and may overlap', () => {
    const marked = markSegments(displayText('abcdef'), [
      { from: 1, to: 4, mark: 'changed' },
      { from: 3, to: 5, mark: 'sensitive' },
    ])
    expect(marked.map(({ text, marks }) => [text, marks.join('+')])).toEqual([
      ['a', ''],
      ['bc', 'changed'],
      ['d', 'changed+sensitive'],
      ['e', 'sensitive'],
      ['f', ''],
    ])
  })

  test('do not cut a symbol', () => {
    const marked = markSegments(displayText('a\u{E0041}b'), [{ from: 0, to: 2, mark: 'changed' }])
    expect(marked.map(({ text, marks }) => [text, marks.join('')])).toEqual([
      ['a', 'changed'],
      ['U+E0041', 'changed'],
      ['b', ''],
    ])
  })

  test('beyond the cut of a value they draw nothing', () => {
    const { segments } = displayBytes(encodeUtf8('abcdef'), { limit: 2 })
    expect(markSegments(segments, [{ from: 4, to: 6, mark: 'changed' }]).map(({ marks }) => marks)).toEqual([[]])
  })
})
