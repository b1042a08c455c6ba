import { expect, test } from 'vitest'
import { decodeBatchHeader, encodeBatch } from '../protocol/batch.ts'
import type { BatchCodec } from '../protocol/batchHeader.ts'
import { utf8 } from '../protocol/bytes.ts'
import { decodeRecordList, encodeRecordList, readDeltas } from '../protocol/recordList.ts'
import type { BatchOutput } from '../smartengine/chainHost.ts'
import { type MergedBatch, mergedAsExpected, mergedAsSpu, type ProcessedBatch } from './mergedBatch.ts'

/** An output record: value, offset delta, timestamp delta, and the index of the record it came from. */
type Sent = readonly [value: string, delta: number, time: number, parent: number]

function listOf(records: readonly (readonly [string, number, number, ...unknown[]])[]) {
  return encodeRecordList(
    records.map(([value, offsetDelta, timestampDelta]) => ({
      attributes: 0,
      timestampDelta,
      offsetDelta,
      key: null,
      value: utf8(value),
      headers: 0,
    })),
  )
}

/** A batch of `count` records 10 ms apart, and what the chain made of it. */
function processed(
  count: number,
  sent: readonly Sent[],
  given: { baseOffset?: number; firstTimestamp?: number; codec?: BatchCodec } = {},
): ProcessedBatch {
  const { baseOffset = 0, firstTimestamp = 1000, codec = 'none' } = given
  const records = Array.from({ length: count }, (_, i) => [`in ${i}`, i, 10 * i] as const)
  const maxTimestamp = firstTimestamp + 10 * (count - 1)
  const fields = { baseOffset, lastOffsetDelta: count - 1, firstTimestamp, maxTimestamp }
  const list = listOf(records)
  const batch = encodeBatch({ ...fields, recordList: list, compression: codec })
  const output: BatchOutput = {
    records: listOf(sent),
    count: sent.length,
    parents: Int32Array.from(sent, ([, , , parent]) => parent),
    fates: new Uint8Array(count),
    endedIn: new Uint8Array(count),
    error: null,
    steps: [],
    log: [],
  }
  const lastOffset = baseOffset + count - 1
  const fed = {
    header: decodeBatchHeader(batch),
    records: list,
    ...readDeltas(list),
    baseOffset,
    lastOffset,
    trimmed: false,
  }
  return { fed, output }
}

function read(merged: MergedBatch | null) {
  if (!merged) return null
  const { lastOffsetDelta, firstTimestamp, maxTimestamp, recordList, compression } = merged
  const records = decodeRecordList(recordList).records.map(({ value, offsetDelta, timestampDelta }) => [
    new TextDecoder().decode(value),
    offsetDelta,
    timestampDelta,
  ])
  return { lastOffsetDelta, firstTimestamp, maxTimestamp, compression, records }
}

const both = (batches: readonly ProcessedBatch[], counted = false) => ({
  spu: read(mergedAsSpu(batches)),
  expected: read(mergedAsExpected(batches, counted)),
})

test('a filter leaves gaps in both', () => {
  const kept: Sent[] = [
    ['banana', 1, 10, 1],
    ['mango', 3, 30, 3],
  ]
  const records = [
    ['banana', 1, 10],
    ['mango', 3, 30],
  ]
  expect(both([processed(5, kept)])).toEqual({
    // as a cluster stored it: two of five, last offset delta 4
    spu: { lastOffsetDelta: 4, firstTimestamp: -1, maxTimestamp: -1, compression: 'none', records },
    expected: { lastOffsetDelta: 4, firstTimestamp: 1000, maxTimestamp: 1030, compression: 'none', records },
  })
})

test('two batches: an SPU begins the numbers again', () => {
  const first: Sent[] = [
    ['101', 0, 0, 0],
    ['103', 1, 10, 1],
  ]
  const batches = [processed(2, first), processed(1, [['106', 0, 0, 0]], { firstTimestamp: 1500 })]
  const { spu, expected } = both(batches)
  expect(spu).toMatchObject({
    lastOffsetDelta: 2,
    records: [
      ['101', 0, 0],
      ['103', 1, 10],
      ['106', 0, 0],
    ],
  })
  expect(expected).toMatchObject({
    lastOffsetDelta: 2,
    firstTimestamp: 1000,
    maxTimestamp: 1500,
    records: [
      ['101', 0, 0],
      ['103', 1, 10],
      ['106', 2, 500],
    ],
  })
})

test('base offsets move the deltas of an SPU the wrong way', () => {
  const batches = [
    processed(2, [['a', 0, 0, 0]], { baseOffset: 1 }),
    processed(4, [['b', 2, 20, 2]], { baseOffset: 3 }),
  ]
  const { spu, expected } = both(batches)
  expect(spu).toMatchObject({
    lastOffsetDelta: 5,
    records: [
      ['a', 0, 0],
      ['b', 0, 20],
    ],
  })
  expect(expected).toMatchObject({
    lastOffsetDelta: 5,
    records: [
      ['a', 0, 0],
      ['b', 4, 20],
    ],
  })
})

test('an array_map: an SPU has more records than offsets, here each has one', () => {
  const sent: Sent[] = ['1', '2', '3', '4'].map((value, i) => [value, 0, 0, Math.floor(i / 3)])
  const { spu, expected } = both([processed(2, sent), processed(2, [['5', 0, 0, 1]])], true)
  expect(spu).toMatchObject({
    lastOffsetDelta: 3,
    records: ['1', '2', '3', '4', '5'].map((value) => [value, 0, 0]),
  })
  expect(expected).toMatchObject({
    lastOffsetDelta: 4,
    records: [
      ['1', 0, 0],
      ['2', 1, 0],
      ['3', 2, 0],
      ['4', 3, 10],
      ['5', 4, 10],
    ],
  })
})

test('records of unknown origin are counted', () => {
  const { spu, expected } = both([processed(2, [['x', 7, 70, -1]]), processed(2, [['y', 1, 10, 1]])])
  expect(spu).toMatchObject({
    lastOffsetDelta: 3,
    records: [
      ['x', 7, 70],
      ['y', 1, 10],
    ],
  })
  expect(expected).toMatchObject({
    lastOffsetDelta: 2,
    records: [
      ['x', 0, 0],
      ['y', 2, 10],
    ],
  })
})

test('batches of which nothing is left: only those at the beginning take no offsets', () => {
  const [dropped, kept] = [processed(2, []), processed(3, [['a', 2, 20, 2]])]
  const merged = both([dropped, kept, dropped])
  for (const one of [merged.spu, merged.expected]) {
    expect(one).toMatchObject({ lastOffsetDelta: 4, records: [['a', 2, 20]] })
  }
  expect(both([dropped, dropped])).toEqual({ spu: null, expected: null })
})

test('the codec is that of the first batch that gave something; without timestamps there are none', () => {
  const batches = [
    processed(1, [], { codec: 'gzip' }),
    processed(1, [['a', 0, 0, 0]], { codec: 'lz4', firstTimestamp: -1 }),
    processed(1, [['b', 0, 0, 0]], { codec: 'zstd' }),
  ]
  const { spu, expected } = both(batches)
  expect(spu).toMatchObject({ compression: 'lz4' })
  expect(expected).toMatchObject({ compression: 'none', firstTimestamp: -1, maxTimestamp: -1 })
})
