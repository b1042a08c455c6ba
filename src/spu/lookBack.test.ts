import { describe, expect, test } from 'vitest'
import { buildBatch } from '../protocol/batch.ts'
import { utf8 } from '../protocol/bytes.ts'
import { decodeRecordList } from '../protocol/recordList.ts'
import type { Lookback, StepSpec } from '../smartengine/chainHost.ts'
import { MemoryRecordLog } from '../storage/memoryRecordLog.ts'
import { lookBackInputs } from './lookBack.ts'
import type { Answers } from './spu.ts'

const AT = { topicId: 't', partition: 0 }
const OLD = 1_000
const YOUNG = 2_000

/** Looks back over batches of these sizes, all records young; values are the offsets. */
async function seen(sizes: readonly number[], lookback: Lookback | undefined, answers: Answers, times?: number[]) {
  const log = new MemoryRecordLog()
  let offset = 0
  for (const [i, size] of sizes.entries()) {
    const records = Array.from({ length: size }, (_, place) => {
      return { key: null, value: utf8(`${offset++}`), timestamp: (times?.[i] ?? YOUNG) + place }
    })
    await log.append(AT, [buildBatch(records)])
  }
  const step = { facts: { hasLookBack: true }, ...(lookback && { lookback }) } as StepSpec
  const [input] = await lookBackInputs({ log, at: AT, end: offset, now: YOUNG + 100 }, [step], answers)
  if (!input) return null
  expect([input.baseOffset, input.baseTimestamp]).toEqual([0, 0])
  return decodeRecordList(input.records).records.map(({ value, offsetDelta, timestampDelta }) => {
    return `${new TextDecoder().decode(value)}@${offsetDelta}@${timestampDelta}`
  })
}

const AGE = { last: 0, ageMs: 500 }

describe('by number', () => {
  test('each with its own offset and time', async () => {
    expect(await seen([2, 3], { last: 4 }, 'expected')).toEqual(['1@1@2001', '2@2@2000', '3@3@2001', '4@4@2002'])
  })

  test('as an SPU: the deltas of its batch', async () => {
    expect(await seen([2, 3], { last: 4 }, 'spu')).toEqual(['1@1@1', '2@0@0', '3@1@1', '4@2@2'])
  })

  test.each<Answers>(['expected', 'spu'])('0 is none, and more than there are is all (%s)', async (answers) => {
    expect(await seen([2], { last: 0 }, answers)).toEqual([])
    expect(await seen([2, 1], { last: Number.MAX_SAFE_INTEGER }, answers)).toHaveLength(3)
    expect(await seen([2], undefined, answers)).toBeNull()
  })
})

describe('by age', () => {
  test('all that are young enough, back to the first batch that is too old', async () => {
    const values = await seen([1, 1, 2, 1], AGE, 'expected', [YOUNG, OLD, YOUNG, YOUNG])
    expect(values).toEqual(['2@2@2000', '3@3@2001', '4@4@2000'])
    expect(await seen([1, 1], AGE, 'expected')).toHaveLength(2)
  })

  test('and a number: of the last so many those that are young enough', async () => {
    const both = { last: 3, ageMs: 500 }
    for (const answers of ['expected', 'spu'] as const) {
      const values = await seen([2, 2], both, answers, [OLD, YOUNG])
      expect(values?.map((value) => value[0])).toEqual(['2', '3'])
    }
  })

  // as a cluster did with these sizes
  test.each([
    [
      [1, 1, 1, 1],
      ['0', '2'],
    ],
    [
      [3, 1],
      ['0', '1', '2'],
    ],
    [[2], ['0', '1']],
  ])('as an SPU, batches of %j', async (sizes, values) => {
    expect((await seen(sizes, AGE, 'spu'))?.map((value) => value[0])).toEqual(values)
  })

  test.each([[[1]], [[1, 1, 1]], [[1, 2]], [[1, 2, 1]]])('as an SPU, batches of %j: it fails', async (sizes) => {
    await expect(seen(sizes, AGE, 'spu')).rejects.toMatchObject({
      code: 'E_LOOK_BACK',
      message: 'Offset -1 is evicted. The next available is 0',
      step: 0,
    })
  })
})
