import { describe, expect, test } from 'vitest'
import { type Bytes, fromHex, toHex, utf8 } from './bytes.ts'
import { DecodeError, TooManyRecordsError } from './decodeError.ts'
import { decodeRecordList } from './recordList.ts'
import { decodeInitOutput, decodeLookBackOutput, decodeOutput } from './smartModuleOutput.ts'
import { outputsOf, recordedOutputs } from './testing/outputs.ts'

const MAP = { aggregate: false }
const AGGREGATE = { aggregate: true }
const ONE = '00000001 16 00 00 00 00 0a 636f6e7374 00'

/** The first (or given) recorded output of a module. */
function output(smartModule: string, index = 0): Bytes {
  const found = outputsOf(smartModule)[index]
  if (found === undefined) throw new Error(`no output of ${smartModule}`)
  return found.bytes
}

function texts(bytes: Bytes): string[] {
  return decodeRecordList(bytes).records.map(({ value }) => new TextDecoder().decode(value))
}

describe('output of real SmartModules', () => {
  test.each(recordedOutputs.filter((recorded) => recorded.export !== 'init' && !recorded.smartModule.startsWith('k-')))(
    '$smartModule ($export): count and end agree with what the module said',
    ({ export: kind, status, bytes }) => {
      const decoded = decodeOutput(bytes, { aggregate: kind === 'aggregate' })
      expect(decoded).toMatchObject({ count: status, end: bytes.length, rewritten: null })
      const list = bytes.slice(0, decoded.listEnd)
      expect(decodeRecordList(list)).toMatchObject({ end: list.length })
      expect(decoded.accumulator === null).toBe(kind !== 'aggregate')
    },
  )

  test('a map', () => {
    expect(texts(output('upper'))).toEqual(['ALPHA', 'BETA TWO', 'C,D'])
    expect(decodeOutput(output('upper'), MAP).error).toBeNull()
  })

  test('a map that fails at the second record', () => {
    expect(texts(output('id_map'))).toEqual(['alpha'])
    expect(decodeOutput(output('id_map'), MAP).error).toEqual({
      hint: 'id_map: bad value',
      offset: 11,
      kindByte: 1,
      key: utf8('k1'),
      value: utf8('bad'),
    })
  })

  test('an error with causes, of a record without a key', () => {
    expect(decodeOutput(output('ctx_filter'), MAP).error).toMatchObject({
      hint: 'Oops something went wrong\n\nCaused by:\n   0: Failed to parse int\n   1: invalid digit found in string',
      kindByte: 0,
      key: null,
    })
  })

  test('a value that is not text', () => {
    expect(decodeOutput(output('upper', 1), MAP).error?.value).toEqual(fromHex('fffe'))
  })

  test('an aggregate that fails keeps the accumulator of the last success', () => {
    expect(decodeOutput(output('sum'), AGGREGATE)).toMatchObject({
      count: 2,
      error: { kindByte: 3, offset: 12, value: utf8('x') },
      accumulator: utf8('28'),
    })
  })

  test('an init that refuses', () => {
    expect(decodeInitOutput(output('init_fail', 0))).toEqual({ hint: 'init refused' })
    expect(decodeInitOutput(output('init_fail', 1)).hint).toBe('outer text\n\nCaused by:\n    inner cause')
  })
})

describe('output', () => {
  test('the document’s error: hint x, offset 101, map, no key, value ERR', () => {
    expect(decodeOutput(fromHex('00000000 01 0001 78 0000000000000065 01 00 06 455252'), MAP)).toEqual({
      listEnd: 4,
      count: 0,
      offsets: new Int32Array(0),
      rewritten: null,
      error: { hint: 'x', offset: 101, kindByte: 1, key: null, value: utf8('ERR') },
      accumulator: null,
      end: 22,
    })
  })

  test('the offset deltas of the records, and none when one needs more than 32 bits', () => {
    const list = (delta: string) => fromHex(`00000002 0e 00 00 02 00 02 41 00 ${delta} 00`)
    expect(decodeOutput(list('0e 00 00 05 00 02 41 00'), MAP).offsets).toEqual(new Int32Array([1, -3]))
    expect(decodeOutput(list('16 00 00 8080808010 00 02 78 00'), MAP).offsets).toBeNull()
  })

  test('nothing that is returned looks into the module’s memory', () => {
    const memory = output('sum').slice()
    const { error, accumulator } = decodeOutput(memory, AGGREGATE)
    memory.fill(0)
    expect([error?.value, accumulator]).toEqual([utf8('x'), utf8('28')])
  })

  test('generation 2021-raw: a bare list', () => {
    expect(decodeOutput(fromHex(ONE), { aggregate: false, raw2021: true })).toMatchObject({ count: 1, end: 16 })
    expect(() => decodeOutput(fromHex(ONE), MAP)).toThrow('byte 16: the end of the bytes')
  })

  test('aggregates from before version 16 have no accumulator', () => {
    expect(decodeOutput(fromHex(`${ONE} 00`), MAP)).toMatchObject({ accumulator: null, end: 17 })
  })

  test('bytes after the output are ignored', () => {
    expect(decodeOutput(fromHex(`${ONE} 00 72756262697368`), MAP)).toMatchObject({ count: 1, end: 17 })
  })

  test('an unknown kind is no reason to fail', () => {
    const bytes = fromHex('00000000 01 0000 000000000000002a 09 01 04 6b6b 04 7676')
    expect(decodeOutput(bytes, MAP).error).toMatchObject({ hint: '', kindByte: 9, key: utf8('kk'), offset: 42 })
  })

  test('negative and huge offsets', () => {
    expect(decodeOutput(output('k-map-err-bin'), MAP).error).toMatchObject({ offset: -5, value: fromHex('c328') })
    const huge = fromHex('00000000 01 0003 6f6666 7fffffffffffffff 02 00 02 78')
    expect(decodeOutput(huge, MAP).error?.offset).toBe(2 ** 63)
  })

  test('a hint longer than Fluvio could read', () => {
    const hint = 'h'.repeat(40_000)
    const bytes = fromHex(`00000000 01 9c40 ${toHex(utf8(hint))} 0000000000000000 00 00 00`)
    expect(decodeOutput(bytes, MAP).error?.hint).toBe(hint)
  })

  test('a negative accumulator length reads as empty', () => {
    const bytes = fromHex('00000000 00 ffffffff')
    expect(decodeOutput(bytes, AGGREGATE)).toMatchObject({ accumulator: utf8(''), end: 9 })
  })

  test('wrong record lengths are put right, as an SPU does by decoding', () => {
    const { rewritten, count } = decodeOutput(output('k-map-lenwrong'), MAP)
    expect(count).toBe(1)
    expect(toHex(rewritten ?? utf8(''))).toBe('00000001' + '1c00000000106c656e77726f6e6700')
  })

  test('more records than allowed', () => {
    const decode = (maxRecords: number) => decodeOutput(output('upper'), { aggregate: false, maxRecords })
    expect(() => decode(2)).toThrow(TooManyRecordsError)
    expect(decode(3).count).toBe(3)
  })

  // down to `nothing`: outputs of hand written modules, which a real SPU refused too
  test.each([
    ['a count too large', '00000005 0e 00 00 00 00 02 78 00 00', 'byte 0: a record count of 5'],
    ['a count too small', '00000000 0e 00 00 00 00 02 78 00 00', 'byte 4: a tag of 14'],
    ['a negative count', 'ffffffff 0e 00 00 00 00 02 78 00 00', 'byte 0: a record count of -1'],
    ['a huge count', '7fffffff', 'byte 0: a record count of 2147483647'],
    ['a record cut off', '00000001 18 00 00 00 00 0c 61626364', 'byte 4: a record length of 12'],
    ['no error tag', '00000001 0e 00 00 00 00 02 78 00', 'byte 12: the end of the bytes'],
    ['an error tag of 2', '00000001 0e 00 00 00 00 02 78 00 02', 'byte 12: a tag of 2'],
    ['a record length too long', '00000001 10 00 00 00 00 09 00 00', 'byte 4: a record length of 8'],
    ['overlong varints', '00000001 10 80 808000 00 00 00 02 78 00 00', 'byte 13: a tag of 120'],
    ['a hint that is not UTF-8', '00000000 01 0002 fffe 0000000000000001 04 00 00', 'byte 7: text that is not UTF-8'],
    ['nothing', '', 'byte 0: 0 bytes left'],
    ['a negative value length', '00000001 0e 00 00 00 00 09 00 00', 'byte 9: a value length of -5'],
    ['a hint cut off', '00000000 01 0009 6162', 'byte 7: 2 bytes left, expected a text of 9 bytes'],
    ['an error without a kind', '00000000 01 0000 0000000000000001', 'byte 15: 0 bytes left'],
    [
      'an error with a negative value length',
      '00000000 01 0000 0000000000000001 04 00 01',
      'byte 17: a value length of -1',
    ],
    ['an error without a value', '00000000 01 0000 0000000000000001 04 00', 'byte 17: the end of the bytes'],
  ])('refuses %s', (_, hex, message) => {
    expect(() => decodeOutput(fromHex(hex), MAP)).toThrow(DecodeError)
    expect(() => decodeOutput(fromHex(hex), MAP)).toThrow(message)
  })

  test.each([
    ['no accumulator', '00000000 00', 'byte 5: 0 bytes left'],
    ['an accumulator cut off', '00000000 00 00000009 4143', 'byte 9: 2 bytes left, expected an accumulator of 9 bytes'],
  ])('of an aggregate, refuses %s', (_, hex, message) => {
    expect(() => decodeOutput(fromHex(hex), AGGREGATE)).toThrow(message)
  })
})

test('output of look_back: no kind', () => {
  expect(decodeLookBackOutput(fromHex('0001 78 0000000000000007 01 02 6b 04 7676'))).toEqual({
    hint: 'x',
    offset: 7,
    key: utf8('k'),
    value: utf8('vv'),
  })
  expect(() => decodeLookBackOutput(fromHex('0001 78 0000000000000007'))).toThrow(DecodeError)
})
