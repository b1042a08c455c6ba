import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, ownBytes, toHex, utf8 } from './bytes.ts'

describe('hex', () => {
  test('both ways', () => {
    expect(toHex(new Uint8Array([0, 1, 0x7f, 0xff]))).toBe('00017fff')
    expect(fromHex('00 01\n7F ff')).toEqual(new Uint8Array([0, 1, 0x7f, 0xff]))
    expect(fromHex('')).toEqual(new Uint8Array())
  })

  test.each(['0', '0g', '0x00', '00-11'])('refuses %s', (hex) => {
    expect(() => fromHex(hex)).toThrow(RangeError)
  })
})

test('utf8 encodes text', () => {
  expect(toHex(utf8('häß 🎉'))).toBe('68c3a4c39f20f09f8e89')
})

test('concatBytes keeps the order', () => {
  expect(concatBytes([fromHex('01'), fromHex(''), fromHex('0203')])).toEqual(fromHex('010203'))
  expect(concatBytes([])).toEqual(fromHex(''))
})

test('ownBytes owns a buffer of exactly its size', () => {
  const memory = fromHex('0102030405')
  const own = ownBytes(memory.subarray(1, 3))
  memory.fill(0)
  expect(own).toEqual(fromHex('0203'))
  expect(own.buffer.byteLength).toBe(2)
})
