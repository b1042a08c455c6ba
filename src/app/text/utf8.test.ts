import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeStrict, decodeUtf8, encodeUtf8, sequenceLength } from './utf8.ts'

const anyBytes = fc.uint8Array({ maxLength: 64 })

test.each([
  // bytes, text with \uDCxx for a stray byte
  [[0x61, 0xff, 0x62], 'a\udcffb'],
  [[0xe2, 0x82], '\udce2\udc82'],
  [[0xe2, 0x82, 0xac], '€'],
  [[0xf0, 0x9f, 0x98, 0x80], '😀'],
  [[0xef, 0xbb, 0xbf, 0x31], '\ufeff1'],
  // a surrogate, an overlong slash and a code point beyond the last: not UTF-8
  [[0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
  [[0xc0, 0xaf], '\udcc0\udcaf'],
  [[0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
  // a cut sequence does not swallow what follows
  [[0xf0, 0x9f, 0x41], '\udcf0\udc9fA'],
])('%j', (bytes, text) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toBe(text)
})

test('any bytes come back from their text', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      expect(encodeUtf8(decodeUtf8(bytes))).toEqual(Uint8Array.from(bytes))
    }),
  )
})

test('what is UTF-8 is decided as the platform decides it', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const wellFormed = (at: number): boolean => {
        if (at === bytes.length) return true
        const length = sequenceLength(bytes, at)
        return length > 0 && wellFormed(at + length)
      }
      expect(decodeStrict(bytes) !== null).toBe(wellFormed(0))
    }),
    { numRuns: 500 },
  )
})
