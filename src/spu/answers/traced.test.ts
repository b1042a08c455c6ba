import { expect, test } from 'vitest'
import { buildBatch } from '../../protocol/batch.ts'
import { utf8 } from '../../protocol/bytes.ts'
import { encodeRecordList } from '../../protocol/recordList.ts'
import type { BatchOutput } from '../../smartengine/chainHost.ts'
import { rowsOf } from '../testing/localSpu.ts'
import { sentBatch } from './asExpected.ts'
import { feed } from './fedBatch.ts'
import { traced } from './traced.ts'

/** Offsets 10 to 13, at 1000, 1005, 1010 and 1015 ms. */
const STORED = {
  baseOffset: 10,
  lastOffset: 13,
  batch: buildBatch(
    [0, 1, 2, 3].map((i) => ({ key: null, value: utf8(`${i}`), timestamp: 1000 + 5 * i })),
    10,
  ),
}

/** What an array_map sends: new records, all of them with deltas of 0. */
function output(values: readonly string[], parents: readonly number[]): BatchOutput {
  const records = values.map((value) => ({
    attributes: 0,
    timestampDelta: 0,
    offsetDelta: 0,
    key: null,
    value: utf8(value),
    headers: 0,
  }))
  return {
    records: encodeRecordList(records),
    count: values.length,
    parents: new Int32Array(parents),
    fates: new Uint8Array(4),
    endedIn: new Uint8Array(4),
    error: null,
    steps: [],
    log: [],
  }
}

test('several records of one record all have its offset and time', () => {
  const batch = sentBatch(feed(STORED, 0), output(['a', 'b', 'c'], [1, 1, 3]))
  expect(rowsOf(0, batch!).map(({ offset, timestamp, value }) => [offset, timestamp, value])).toEqual([
    [11, 1005, 'a'],
    [11, 1005, 'b'],
    [13, 1015, 'c'],
  ])
})

test('a record of unknown origin has the beginning of what was fed', () => {
  const whole = sentBatch(feed(STORED, 0), output(['a'], [-1]))
  expect(rowsOf(0, whole!)).toMatchObject([{ offset: 10, timestamp: 1000 }])
  const cut = sentBatch(feed(STORED, 12), output(['a', 'b'], [-1, 1]))
  expect(rowsOf(0, cut!)).toMatchObject([{ offset: 12 }, { offset: 13, timestamp: 1015 }])
})

test('nothing sent is no batch', () => {
  expect(sentBatch(feed(STORED, 0), output([], []))).toBeNull()
})

test('the trace counts the records that came of each; unknown ones belong to none', () => {
  const event = traced(2, feed(STORED, 0), output(['a', 'b', 'c', 'd'], [1, 1, -1, 3]), 1)
  expect(event).toMatchObject({ type: 'batch', partition: 2, baseOffset: 10, bypassedAfter: null })
  if (event.type === 'batch') expect([...event.outputs]).toEqual([0, 2, 0, 1])
})

test.each([
  // [step of the error, steps, records sent, bypassed after]
  [0, 2, 1, 0],
  [1, 2, 1, null],
  [0, 2, 0, null],
  [1, 3, 2, 1],
])('an error in step %d of %d with %d records sent', (step, steps, sent, bypassedAfter) => {
  const failed: BatchOutput = {
    ...output(Array(sent).fill('x'), Array(sent).fill(0)),
    error: { hint: 'no', kind: 'filter', offset: 11, key: null, value: utf8('1'), step, smartModule: 'x' },
  }
  expect(traced(0, feed(STORED, 0), failed, steps)).toMatchObject({ bypassedAfter })
})
