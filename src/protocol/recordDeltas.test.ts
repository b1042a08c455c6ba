import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, toHex, utf8 } from './bytes.ts'
import { decodeRecordList, encodeRecordList, readDeltas, withDeltas } from './recordList.ts'
import { fluvioRecord, fluvioRecords, offsetDeltas, timestampDeltas } from './testing/arbitraries.ts'

const KEYED = '00000001 16 00 d804 04 01 02 4b 04 5656 00'

describe('deltas of a record list', () => {
  test('are read', () => {
    expect(readDeltas(fromHex(KEYED))).toEqual({ offsets: new Int32Array([2]), timestamps: new Float64Array([300]) })
    expect(readDeltas(fromHex('00000000'))).toEqual({ offsets: new Int32Array(), timestamps: new Float64Array() })
  })

  test('are replaced, the rest is kept', () => {
    const other = withDeltas(fromHex(KEYED), new Int32Array([-1]), new Float64Array([0]))
    expect(toHex(other)).toBe(toHex(fromHex('00000001 14 00 00 01 01 02 4b 04 5656 00')))
    expect(other.buffer.byteLength).toBe(other.length)
  })

  test('the list that was given is not changed, and what follows it is dropped', () => {
    const given = fromHex(`${KEYED} ffff`)
    expect(withDeltas(given, new Int32Array([2]), new Float64Array([300]))).toEqual(fromHex(KEYED))
    expect(given).toEqual(fromHex(`${KEYED} ffff`))
  })

  test('a record whose length grows from one byte to two', () => {
    const value = utf8('x'.repeat(57))
    const list = encodeRecordList([fluvioRecord({ value }), fluvioRecord({ value })])
    const offsets = new Int32Array([2 ** 31 - 1, 0])
    const timestamps = new Float64Array([0, -(2 ** 40)])
    expect(withDeltas(list, offsets, timestamps)).toEqual(
      encodeRecordList([
        fluvioRecord({ value, offsetDelta: 2 ** 31 - 1 }),
        fluvioRecord({ value, timestampDelta: -(2 ** 40) }),
      ]),
    )
  })

  test('any deltas for any records', () => {
    const cases = fluvioRecords.chain((records) =>
      fc.tuple(
        fc.constant(records),
        fc.array(fc.tuple(offsetDeltas, timestampDeltas), { minLength: records.length, maxLength: records.length }),
      ),
    )
    fc.assert(
      fc.property(cases, ([records, deltas]) => {
        const offsets = new Int32Array(deltas.map(([offset]) => offset))
        const timestamps = new Float64Array(deltas.map(([, timestamp]) => timestamp))
        const changed = records.map((record, i) => ({
          ...record,
          offsetDelta: offsets[i]!,
          timestampDelta: timestamps[i]!,
        }))
        const list = withDeltas(encodeRecordList(records), offsets, timestamps)
        expect(decodeRecordList(list).records).toEqual(changed)
        expect(list).toEqual(encodeRecordList(changed))
        expect(list.buffer.byteLength).toBe(list.length)
        expect(readDeltas(list)).toEqual({ offsets, timestamps })
      }),
      { numRuns: 500 },
    )
  })

  test('another number of deltas than records', () => {
    expect(() => withDeltas(fromHex(KEYED), new Int32Array(2), new Float64Array(1))).toThrow(RangeError)
    expect(() => withDeltas(fromHex(KEYED), new Int32Array(1), new Float64Array(0))).toThrow(RangeError)
  })

  test('an offset delta of more than 32 bits is refused', () => {
    const list = fromHex('00000001 16 00 00 8080808010 00 02 78 00')
    expect(() => readDeltas(list)).toThrow('byte 7: an offset delta of 2147483648, expected 32 bits')
  })

  test('deltas that run over the end of their record are refused', () => {
    const list = fromHex('00000001 0c 00 ffffffff ff0f 00000000')
    const message = 'byte 4: deltas longer than their record, expected the record to end at byte 11'
    expect(() => readDeltas(list)).toThrow(message)
    expect(() => withDeltas(list, new Int32Array(1), new Float64Array(1))).toThrow(message)
  })
})
