import { expect, test } from 'vitest'
import { batchRecordList, buildBatch, encodeBatch } from '../../protocol/batch.ts'
import { concatBytes, utf8 } from '../../protocol/bytes.ts'
import type { FrameError, StreamFrame } from '../spu.ts'
import { rustClientView } from './rustClient.ts'

const RECORDS = ['a', 'b', 'c'].map((value, i) => ({ key: null, value: utf8(value), timestamp: 1000 + i }))
const ERROR = { text: 'SmartModule transform error x' } as FrameError

function view(frames: readonly Partial<StreamFrame>[], start = 0): unknown[] {
  const whole = frames.map((frame) => ({ partition: 0, batch: null, error: null, ...frame }))
  return rustClientView(whole, start).map((event) =>
    event.type === 'error'
      ? event.text
      : [event.record.offset, event.record.timestamp, new TextDecoder().decode(event.record.value)],
  )
}

function processed(baseOffset: number, firstTimestamp: number) {
  const recordList = batchRecordList(buildBatch(RECORDS))
  return encodeBatch({ baseOffset, lastOffsetDelta: 8, firstTimestamp, maxTimestamp: -1, recordList })
}

test('offsets count on from the base offset, and there is no time after a SmartModule', () => {
  expect(view([{ batch: processed(10, -1) }])).toEqual([
    [10, -1, 'a'],
    [11, -1, 'b'],
    [12, -1, 'c'],
  ])
})

test('a first timestamp of 0 is none', () => {
  expect(view([{ batch: processed(10, 0) }], 12)).toEqual([[12, -1, 'c']])
})

test('its own numbers decide what is before the start; then the error; then later responses', () => {
  const later = buildBatch(RECORDS.slice(0, 1), 40)
  expect(view([{ batch: processed(10, -1), error: ERROR }, { batch: later }], 11)).toEqual([
    [11, -1, 'b'],
    [12, -1, 'c'],
    ERROR.text,
    [40, 1000, 'a'],
  ])
})

test('of a batch that is cut off the records that are whole', () => {
  const whole = concatBytes([buildBatch(RECORDS, 0), buildBatch(RECORDS, 3)])
  const cut = view([{ batch: whole.slice(0, -1) }])
  expect(cut).toEqual([
    [0, 1000, 'a'],
    [1, 1001, 'b'],
    [2, 1002, 'c'],
    [3, 1000, 'a'],
    [4, 1001, 'b'],
  ])
  expect(view([{ batch: whole.slice(0, 56) }])).toEqual([])
})

test('an error alone', () => {
  const batch = encodeBatch({
    baseOffset: -1,
    lastOffsetDelta: -1,
    firstTimestamp: -1,
    maxTimestamp: -1,
    recordList: new Uint8Array(4),
  })
  expect(view([{ batch, error: ERROR }])).toEqual([ERROR.text])
})
