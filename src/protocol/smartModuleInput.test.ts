import { describe, expect, test } from 'vitest'
import { fromHex, toHex, utf8 } from './bytes.ts'
import {
  encodeInit,
  encodeParams,
  GENERATION_VERSION,
  type Generation,
  type InputContext,
  inputSize,
  PROBE_VERSION,
  type Probe,
  probeInputSize,
  writeInput,
  writeProbeInput,
} from './smartModuleInput.ts'

const RAW = fromHex('00000001 10 00 00 00 00 04 6869 00')
const HEAD = '000000000000000a 0000000d 00000001 10 00 00 00 00 04 6869 00'
const CONTEXT: InputContext = { baseOffset: 10, baseTimestamp: 1_700_000_000_000, params: [] }

/** Writes an input between two guard bytes, checks size and guards, and gives its hex. */
function written(size: number, write: (target: Uint8Array, at: number) => number): string {
  const target = new Uint8Array(size + 2).fill(0xaa)
  expect(write(target, 1)).toBe(size + 1)
  expect([target[0], target[size + 1]]).toEqual([0xaa, 0xaa])
  return toHex(target.subarray(1, size + 1))
}

function input(generation: Generation, context: InputContext): string {
  return written(inputSize(generation, RAW.length, context), (target, at) =>
    writeInput(target, at, generation, RAW, context),
  )
}

const plain = (hex: string) => hex.replaceAll(' ', '')

describe('input of a transform', () => {
  test.each<[Generation, string]>([
    ['2021-raw', '00000001 10 00 00 00 00 04 6869 00'],
    ['2021-08', HEAD],
    ['2021-10', `${HEAD} 0000`],
    ['v16', `${HEAD} 0000 00000000`],
    ['v20', `${HEAD} 0000 00 00000000`],
    ['v22', `${HEAD} 0000 00 00000000 0000018bcfe56800`],
  ])('%s', (generation, hex) => {
    expect(input(generation, CONTEXT)).toBe(plain(hex))
  })

  test.each<[Generation, string]>([
    ['2021-08', HEAD],
    ['2021-10', `${HEAD} 0001 0001 61 0001 31`],
    ['v16', `${HEAD} 0001 0001 61 0001 31 00000000`],
    ['v20', `${HEAD} 0001 0001 61 0001 31 01 0000000000000005 00000000`],
    ['v22', `${HEAD} 0001 0001 61 0001 31 01 0000000000000005 01 0000000000000001 1dcd6500 00000000 0000018bcfe56800`],
  ])('%s of an aggregate, with params and look back', (generation, hex) => {
    const context = { ...CONTEXT, params: new Map([['a', '1']]), lookback: { last: 5, ageMs: 1500 } }
    expect(input(generation, { ...context, accumulator: utf8('7') })).toBe(plain(`${hex} 00000001 37`))
    expect(input(generation, { ...context, accumulator: utf8('') })).toBe(plain(`${hex} 00000000`))
    expect(input(generation, context)).toBe(plain(hex))
  })

  test('offset and time are 64 bits, with sign', () => {
    const context = { ...CONTEXT, baseOffset: 2 ** 40 + 1, baseTimestamp: -1 }
    expect(input('v22', context)).toBe(plain(`0000010000000001 ${HEAD.slice(17)} 0000 00 00000000 ffffffffffffffff`))
  })

  test('a target that is too small is not overrun', () => {
    expect(() => writeInput(new Uint8Array(20), 0, 'v22', RAW, CONTEXT)).toThrow(RangeError)
  })
})

describe('params', () => {
  test('in the order of their bytes, from a map or entries', () => {
    const hex = '0002 0001 61 0001 31 0001 62 0002 7879'
    expect(
      toHex(
        encodeParams(
          new Map([
            ['b', 'xy'],
            ['a', '1'],
          ]),
        ),
      ),
    ).toBe(plain(hex))
    expect(
      toHex(
        encodeParams([
          ['b', 'xy'],
          ['a', '1'],
        ]),
      ),
    ).toBe(plain(hex))
  })

  // as a real SPU passed them to init
  test('as an SPU writes them', () => {
    expect(
      toHex(
        encodeInit([
          ['ü', '🎉'],
          ['a', '1'],
        ]),
      ),
    ).toBe('00020001610001310002c3bc0004f09f8e8900')
    expect(toHex(encodeInit([['a', '1']], { last: 2 }, 25))).toBe('0001000161000131010000000000000002' + '00')
  })

  test('UTF-8 order, which is not the order of UTF-16 code units', () => {
    const encoded = toHex(
      encodeParams([
        ['🎉', ''],
        ['\ufb00', ''],
        ['ab', ''],
        ['a', ''],
        ['', ''],
      ]),
    )
    expect(encoded).toBe(plain('0005 0000 0000 0001 61 0000 0002 6162 0000 0003 efac80 0000 0004 f09f8e89 0000'))
  })

  test('already encoded ones pass as they are', () => {
    const params = encodeParams([['a', '1']])
    expect(encodeParams(params)).toBe(params)
    expect(input('2021-10', { ...CONTEXT, params })).toBe(plain(`${HEAD} 0001 0001 61 0001 31`))
  })

  test('a key or value that Fluvio could not read back is refused', () => {
    expect(encodeParams([['a', 'x'.repeat(32_767)]]).length).toBe(2 + 3 + 2 + 32_767)
    expect(() => encodeParams([['a', 'x'.repeat(32_768)]])).toThrow('a param of 32768 bytes, at most 32767')
    expect(() => encodeParams([['ü'.repeat(16_384), '']])).toThrow(RangeError)
  })

  test('more than a u16 counts are refused', () => {
    const entries = Array.from({ length: 65_536 }, (_, i): [string, string] => [String(i), ''])
    expect(() => encodeParams(entries)).toThrow('65536 params')
  })
})

describe('input of init', () => {
  test.each([
    ['v22, nothing', encodeInit([]), '0000 00'],
    ['v16, nothing', encodeInit([], { last: 5 }, 16), '0000'],
    ['v20, last 5', encodeInit([], { last: 5 }, 20), '0000 01 0000000000000005'],
    ['v20 has no age', encodeInit([], { last: 5, ageMs: 1500 }, 20), '0000 01 0000000000000005'],
    ['v22, last 5', encodeInit([], { last: 5 }), '0000 01 0000000000000005 00'],
    ['v22, 1.5 s', encodeInit([], { last: 0, ageMs: 1500 }), '0000 01 0000000000000000 01 0000000000000001 1dcd6500'],
    [
      'v21, 1.5 s',
      encodeInit([], { last: 0, ageMs: 1500 }, 21),
      '0000 01 0000000000000000 01 0000000000000001 1dcd6500',
    ],
  ])('%s', (_, bytes, hex) => {
    expect(toHex(bytes)).toBe(plain(hex))
  })
})

describe('probes', () => {
  const EMPTY = '0000000000000000 00000004 00000000'

  test.each<[Probe, string]>([
    ['v23', `${EMPTY} 0000018bcfe56800`],
    ['v20', `${EMPTY} 0000 01 0101010101010101 00000000`],
    ['2021-10', `${EMPTY} 0000`],
    ['2021-08', EMPTY],
  ])('%s', (probe, hex) => {
    const probed = (aggregate: boolean) =>
      written(probeInputSize(probe, aggregate), (target, at) => writeProbeInput(target, at, probe, aggregate))
    expect(probed(false)).toBe(plain(hex))
    expect(probed(true)).toBe(plain(`${hex} 00000000`))
  })

  test('versions that go with them', () => {
    expect(PROBE_VERSION).toEqual({ v23: 23, v20: 20, '2021-10': null, '2021-08': null })
    expect(GENERATION_VERSION).toEqual({
      '2021-raw': null,
      '2021-08': null,
      '2021-10': null,
      v16: 16,
      v20: 20,
      v22: 22,
      v25: 25,
    })
  })
})
