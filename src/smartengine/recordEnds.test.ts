import { expect, test } from 'vitest'
import { FATE } from './chainHost.ts'
import type { StepRecords } from './chainStep.ts'
import { RecordEnds } from './recordEnds.ts'

const records = (...parents: number[]): StepRecords => ({
  list: new Uint8Array(4),
  count: parents.length,
  deltas: null,
  parents: Int32Array.from(parents),
  byParent: true,
})

test('a record of which something was sent is sent, though more of it was not processed', () => {
  const ends = new RecordEnds(3, 2)
  ends.passed(0, records(1, 0, 1, 2, -1))
  ends.failedAt(1, records(1, 0, 1, 2, -1), 1, records(1))
  expect([...ends.fates]).toEqual([FATE.error, FATE.sent, FATE.unprocessed])
  expect([...ends.endedIn]).toEqual([1, 2, 1])
})

test('a record that fails is an error, though something of it was sent', () => {
  const ends = new RecordEnds(2, 1)
  ends.failedAt(0, records(0, 0, 1), 1, records(0))
  expect([...ends.fates]).toEqual([FATE.error, FATE.unprocessed])
})
