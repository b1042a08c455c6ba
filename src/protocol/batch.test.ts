import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BATCH_HEADROOM,
  batchRecordList,
  buildBatch,
  decodeBatchHeader,
  encodeBatch,
  encodeBatchAround,
  setBaseOffset,
  splitBatches,
  verifyBatch,
} from './batch.ts'
import { concatBytes, fromHex, toHex, utf8 } from './bytes.ts'
import { DecodeError } from './decodeError.ts'
import { decodeRecordList, encodeRecordList } from './recordList.ts'
import { fluvioRecord, fluvioRecords } from './testing/arbitraries.ts'
import contents from './testing/spu-batches.json'

const TEST_LIST = fromHex('00000001 14 00 00 00 00 08 74657374 00')
const TEST_TIME = 1_555_478_494_747
const TEST_BATCH = fromHex(`
  00 00 00 00 00 00 00 00  00 00 00 3c  ff ff ff ff  02  55 4a 89 68  00 00  ff ff ff ff
  00 00 01 6a 29 be 3e 1b  00 00 01 6a 29 be 3e 1b  ff ff ff ff ff ff ff ff  ff ff  ff ff ff ff
  00 00 00 01  14 00 00 00 00 08 74 65 73 74 00`)
const TEST_FIELDS = {
  recordList: TEST_LIST,
  lastOffsetDelta: -1,
  firstTimestamp: TEST_TIME,
  maxTimestamp: TEST_TIME,
}

/** The test batch with one byte changed. */
function damaged(at: number, byte: number) {
  const bytes = TEST_BATCH.slice()
  bytes[at] = byte
  return bytes
}

describe('the batch of Fluvio’s own test', () => {
  test('encoded, with its crc', () => {
    expect(toHex(encodeBatch(TEST_FIELDS))).toBe(toHex(TEST_BATCH))
    expect(decodeBatchHeader(TEST_BATCH).crc).toBe(1_430_948_200)
  })

  test('encoded around its list, in its buffer where that has room, else in a copy', () => {
    const withRoom = (before: number, after: number) => {
      const room = new Uint8Array(before + TEST_LIST.length + after).fill(7)
      room.set(TEST_LIST, before)
      return room.subarray(before, before + TEST_LIST.length)
    }
    const exact = withRoom(BATCH_HEADROOM, 0)
    const around = encodeBatchAround(exact, TEST_FIELDS)
    expect(toHex(around)).toBe(toHex(TEST_BATCH))
    expect(around.buffer).toBe(exact.buffer)
    for (const list of [withRoom(0, 0), withRoom(BATCH_HEADROOM, 1), withRoom(BATCH_HEADROOM + 1, 0)]) {
      const before = toHex(new Uint8Array(list.buffer))
      expect(toHex(encodeBatchAround(list, TEST_FIELDS))).toBe(toHex(TEST_BATCH))
      expect(toHex(new Uint8Array(list.buffer))).toBe(before)
    }
  })

  test('with a schema id', () => {
    const batch = encodeBatch({ ...TEST_FIELDS, schemaId: 42 })
    expect(verifyBatch(batch)).toMatchObject({ crc: 2_943_551_365, schemaId: 42, attributes: 0x10, batchLength: 64 })
    expect(batchRecordList(batch)).toEqual(TEST_LIST)
    expect(decodeBatchHeader(encodeBatch({ ...TEST_FIELDS, schemaId: 0xffff_fffe })).schemaId).toBe(0xffff_fffe)
  })

  test('decoded', () => {
    expect(verifyBatch(TEST_BATCH)).toEqual({
      baseOffset: 0,
      batchLength: 60,
      partitionLeaderEpoch: -1,
      magic: 2,
      crc: 0x554a_8968,
      attributes: 0,
      compression: 'none',
      schemaId: null,
      lastOffsetDelta: -1,
      firstTimestamp: TEST_TIME,
      maxTimestamp: TEST_TIME,
      producerId: -1,
      producerEpoch: -1,
      firstSequence: -1,
      recordsAt: 57,
      end: 72,
    })
  })
})

describe.each(contents)('stored by an SPU: $content', (content) => {
  const records = content.records.map(({ key, value, ...deltas }) =>
    fluvioRecord({ ...deltas, key: key === null ? null : fromHex(key), value: fromHex(value) }),
  )
  const recordList = encodeRecordList(records)

  test.each(content.batches)('$codec', ({ codec, baseOffset, crc, hex }) => {
    const batch = fromHex(hex)
    expect(verifyBatch(batch)).toMatchObject({
      baseOffset,
      compression: codec,
      crc: Number.parseInt(crc, 16),
      lastOffsetDelta: content.lastOffsetDelta,
      firstTimestamp: content.firstTimestamp,
      maxTimestamp: content.maxTimestamp,
      end: batch.length,
    })
    if (codec === 'none') {
      expect(decodeRecordList(batchRecordList(batch)).records).toEqual(records)
      expect(encodeBatch({ ...content, baseOffset, recordList })).toEqual(batch)
    } else {
      expect(() => batchRecordList(batch)).toThrow(DecodeError)
      expect(() => batchRecordList(batch)).toThrow(`records compressed with ${codec}`)
    }
    if (codec === 'gzip') expect(new Uint8Array(gunzipSync(batch.subarray(57)))).toEqual(recordList)
  })
})

test('buildBatch makes the batch that Fluvio’s producer made of the same records', () => {
  const stored = contents.find(({ content }) => content === 'three-nokey')
  const batch = stored?.batches.find(({ codec }) => codec === 'none')
  const records = stored?.records.map(({ timestampDelta, value }) => ({
    key: null,
    value: fromHex(value),
    timestamp: stored.firstTimestamp + timestampDelta,
  }))
  expect(toHex(buildBatch(records ?? [], batch?.baseOffset))).toBe(batch?.hex)
})

describe('buildBatch', () => {
  test('of no records', () => {
    expect(verifyBatch(buildBatch([]))).toMatchObject({
      lastOffsetDelta: -1,
      firstTimestamp: -1,
      maxTimestamp: -1,
      batchLength: 49,
    })
  })

  test('times before the first record’s', () => {
    const batch = buildBatch([
      { key: utf8('k'), value: utf8('a'), timestamp: 1000 },
      { key: null, value: utf8('b'), timestamp: 400 },
    ])
    expect(verifyBatch(batch)).toMatchObject({ baseOffset: 0, firstTimestamp: 1000, maxTimestamp: 1000 })
    expect(decodeRecordList(batchRecordList(batch)).records).toEqual([
      fluvioRecord({ key: utf8('k'), value: utf8('a') }),
      fluvioRecord({ timestampDelta: -600, offsetDelta: 1, value: utf8('b') }),
    ])
  })
})

test('setBaseOffset writes 64 bits and leaves the crc right', () => {
  const batch = TEST_BATCH.slice()
  setBaseOffset(batch, 2 ** 40 + 5)
  expect(toHex(batch.subarray(0, 8))).toBe('0000010000000005')
  expect(verifyBatch(batch).baseOffset).toBe(2 ** 40 + 5)
})

describe('batches back to back', () => {
  const segment = concatBytes([TEST_BATCH, TEST_BATCH, TEST_BATCH])

  test('are split', () => {
    expect(splitBatches(segment)).toEqual([TEST_BATCH, TEST_BATCH, TEST_BATCH])
    expect(splitBatches(new Uint8Array())).toEqual([])
  })

  test.each([1, 60, 61, 71])('the last one is left out when it is cut by %d bytes', (cut) => {
    expect(splitBatches(segment.subarray(0, segment.length - cut))).toEqual([TEST_BATCH, TEST_BATCH])
  })

  test('a length below a header’s is refused', () => {
    expect(() => splitBatches(damaged(11, 44))).toThrow('byte 8: a batch length of 44, expected at least 45')
  })

  test('a batch in the middle is decoded where it stands', () => {
    expect(verifyBatch(segment, 72)).toMatchObject({ recordsAt: 129, end: 144 })
    expect(batchRecordList(segment, 72)).toEqual(TEST_LIST)
  })
})

describe('a batch that is none', () => {
  test.each([
    ['cut in its header', TEST_BATCH.subarray(0, 56), 'byte 0: 56 bytes left, expected a batch header of 57 bytes'],
    ['cut in its records', TEST_BATCH.subarray(0, 71), 'byte 8: a batch length of 60, expected 45 to 59'],
    ['a length too small', damaged(11, 44), 'byte 8: a batch length of 44, expected 45 to 60'],
    ['a negative length', damaged(8, 0xff), 'byte 8: a batch length of'],
    ['another magic number', damaged(16, 1), 'byte 16: magic number 1, expected 2'],
    ['an unknown codec', damaged(22, 5), 'byte 21: compression codec 5, expected 0 to 4'],
    ['a wrong crc', damaged(17, 0), 'byte 17: crc 004a8968, expected 554a8968 for these bytes'],
    ['a changed record', damaged(67, 0x54), 'byte 17: crc 554a8968, expected'],
  ])('%s', (_, bytes, message) => {
    expect(() => verifyBatch(bytes)).toThrow(DecodeError)
    expect(() => verifyBatch(bytes)).toThrow(message)
  })

  test('bytes after the last record', () => {
    const batch = encodeBatch({ ...TEST_FIELDS, recordList: concatBytes([TEST_LIST, fromHex('00')]) })
    expect(() => verifyBatch(batch)).toThrow('byte 72: 1 bytes after the last record')
  })

  test('records that run into the next batch', () => {
    const recordList = TEST_LIST.slice()
    recordList[4] = 0x18
    const batch = encodeBatch({ ...TEST_FIELDS, recordList })
    expect(() => verifyBatch(concatBytes([batch, TEST_BATCH]))).toThrow('byte 61: a record length of 12')
  })

  test('every single changed byte from the crc on is found', () => {
    fc.assert(
      fc.property(fluvioRecords, fc.nat(), fc.integer({ min: 1, max: 255 }), (records, place, change) => {
        const recordList = encodeRecordList(records)
        const batch = encodeBatch({ recordList, lastOffsetDelta: 0, firstTimestamp: -1, maxTimestamp: -1 })
        const at = 17 + (place % (batch.length - 17))
        batch[at]! ^= change
        expect(() => verifyBatch(batch)).toThrow(DecodeError)
      }),
    )
  })
})
