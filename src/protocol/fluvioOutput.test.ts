import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, utf8 } from './bytes.ts'
import { DecodeError } from './decodeError.ts'
import { decodeAsFluvio } from './fluvioOutput.ts'
import { decodeRecordList } from './recordList.ts'

const RECORD = '10 00 00 00 00 04 6869 00'

function decode(hex: string, aggregate = false, strict = true) {
  return decodeAsFluvio(fromHex(hex), { aggregate }, strict)
}

function textOf(hex: string, aggregate = false): string | undefined {
  try {
    decode(hex, aggregate)
  } catch (error) {
    if (error instanceof DecodeError) return error.fluvioText
    throw error
  }
  return 'decoded'
}

describe('texts, as a cluster sent them', () => {
  test.each([
    ['nothing at all', '', "can't read i32"],
    ['five records, one there', `00000005 ${RECORD} 00`, 'not enough buf for i8'],
    ['no record, one there', `00000000 ${RECORD} 00`, 'not valid bool value'],
    ['a negative count, one there', `ffffffff ${RECORD} 00`, 'not valid bool value'],
    ['a large count and nothing', '7fffffff', 'varint decoding no more bytes left'],
    ['a record that ends early', '00000001 10 00 00 00 00 04', 'not enough for record'],
    ['no tag of an error', `00000001 ${RECORD}`, 'not enough buf for bool'],
    ['an error tag of 2', `00000001 ${RECORD} 02`, 'not valid bool value'],
    ['a kind nobody knows', '00000000 01 0001 78 0000000000000001 09 00 00', 'Unknown SmartModuleKind type 9'],
    ['a hint that is not UTF-8', '00000000 01 0001 ff 0000000000000001 01 00 00', 'stream did not contain valid UTF-8'],
  ])('%s', (_, hex, text) => {
    expect(textOf(hex)).toBe(text)
  })

  test('an accumulator that is missing, or ends early', () => {
    expect(textOf(`00000001 ${RECORD} 00`, true)).toBe("can't read i32")
    expect(textOf(`00000001 ${RECORD} 00 00000009 4141`, true)).toBe('not enough buf for u8')
  })
})

describe('what Fluvio accepts', () => {
  test('a negative count as none', () => {
    expect(decode('ffffffff 00')).toMatchObject({ count: 0, error: null })
  })

  test("an error's value that ends early", () => {
    const { error } = decode('00000000 01 0001 78 fffffffffffffffb 01 00 08 6869')
    expect(error).toMatchObject({ hint: 'x', offset: -5, kindByte: 1, key: null, value: utf8('hi') })
  })

  test('kinds nobody knows, unless they are asked for strictly', () => {
    const hex = '00000000 01 0001 78 0000000000000001 09 00 00'
    expect(decode(hex, false, false).error).toMatchObject({ hint: 'x', kindByte: 9 })
  })
})

test('strangers: either an output whose list can be read, or a DecodeError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), fc.boolean(), (bytes, aggregate, strict) => {
      try {
        const { rewritten, listEnd, count } = decodeAsFluvio(bytes, { aggregate }, strict)
        expect(decodeRecordList(rewritten ?? bytes.subarray(0, listEnd)).records).toHaveLength(count)
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }),
  )
})
