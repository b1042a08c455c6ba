import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from './bytes.ts'
import { DecodeError } from './decodeError.ts'
import { readVarint, varintEnd, varintSize, writeVarint } from './varint.ts'

/** Zigzag and 7 bit groups with BigInt: slow and plain, to compare with. */
function varintHex(value: bigint): string {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  const bytes: number[] = []
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  return toHex(new Uint8Array([...bytes, Number(rest)]))
}

describe('varint', () => {
  test.each([
    [0, '00'],
    [-1, '01'],
    [1, '02'],
    [63, '7e'],
    [64, '8001'],
    [8191, 'fe7f'],
    [2_147_483_647, 'feffffff0f'],
    [-2_147_483_648, 'ffffffff0f'],
    [2_147_483_648, '8080808010'],
    [2 ** 34, '808080808001'],
    [-(2 ** 34), 'ffffffff7f'],
    [2 ** 40, '808080808040'],
    [Number.MAX_SAFE_INTEGER, 'feffffffffffff1f'],
    [Number.MIN_SAFE_INTEGER, 'fdffffffffffff1f'],
  ])('%d is %s', (value, hex) => {
    const target = new Uint8Array(12)
    const end = writeVarint(target, 1, value)
    expect(toHex(target.subarray(1, end))).toBe(hex)
    expect(varintSize(value)).toBe(hex.length / 2)
    expect(readVarint(target, 1)).toBe(value)
    expect(varintEnd).toBe(end)
  })

  test('safe integers are written as BigInt arithmetic says, and read back', () => {
    const deltas = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -70_000, max: 70_000 }))
    fc.assert(
      fc.property(deltas, (value) => {
        const target = new Uint8Array(10)
        const end = writeVarint(target, 0, value)
        expect(toHex(target.subarray(0, end))).toBe(varintHex(BigInt(value)))
        expect(varintSize(value)).toBe(end)
        expect(readVarint(target, 0)).toBe(value)
      }),
      { numRuns: 2000 },
    )
  })

  test('64 bit numbers are read as the nearest double', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(readVarint(fromHex(varintHex(value)), 0)).toBe(Number(value))
      }),
    )
  })

  test('more bytes than needed are read, as Fluvio does', () => {
    expect(readVarint(fromHex('8080808000'), 0)).toBe(0)
    expect(varintEnd).toBe(5)
  })

  test.each(['', '80', 'ffff'])('refuses a varint that is cut off: %s', (hex) => {
    const at = hex.length / 2
    expect(() => readVarint(fromHex(hex), 0)).toThrow(expect.objectContaining({ name: 'DecodeError', at }))
  })

  test('refuses a varint of eleven bytes', () => {
    expect(() => readVarint(fromHex('8080808080808080808000'), 0)).toThrow(DecodeError)
  })
})
