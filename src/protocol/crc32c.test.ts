import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { utf8 } from './bytes.ts'
import { crc32c } from './crc32c.ts'

/** Bit by bit, as the definition says. */
function slowCrc32c(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1
  }
  return ~crc >>> 0
}

describe('CRC-32C', () => {
  // check value of the algorithm; RFC 3720 B.4
  test.each([
    ['"123456789"', utf8('123456789'), 0xe306_9283],
    ['nothing', utf8(''), 0],
    ['32 zeros', new Uint8Array(32), 0x8a91_36aa],
    ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8_ab43],
    ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd_794e],
  ])('of %s', (_, bytes, crc) => {
    expect(crc32c(bytes)).toBe(crc)
  })

  test('of parts of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(20), fc.nat(20), (bytes, skip, drop) => {
        const to = Math.max(skip, bytes.length - drop)
        const part = bytes.subarray(skip, to)
        expect(crc32c(bytes, Math.min(skip, bytes.length), Math.min(to, bytes.length))).toBe(slowCrc32c(part))
      }),
    )
  })
})
