import { describe, expect, it } from 'vitest'
import { buildBatch } from '../../protocol/batch.ts'
import type { Bytes } from '../../protocol/bytes.ts'
import { utf8 } from '../../protocol/bytes.ts'
import { observed } from './testing/observed.ts'
import { TopicRecords } from './topicRecords.ts'

const batchAt = (baseOffset: number, ...values: string[]) =>
  buildBatch(
    values.map((value) => ({ key: null, value: utf8(value), timestamp: 5 })),
    baseOffset,
  )
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)

/** A topic of ten batches of two records at the SPU, and what it was asked. */
function large(change: (batches: Bytes[]) => void = () => {}) {
  const asked: number[] = []
  const stored = Array.from({ length: 10 }, (_, i) => batchAt(i * 2, `${i * 2}`, `${i * 2 + 1}`))
  const heads = stored.map((batch) => observed(0, batch, false))
  change(stored)
  const fetch = async (_: number, offset: number) => {
    asked.push(offset)
    return stored
      .map((batch, i) => ({ baseOffset: i * 2, lastOffset: i * 2 + 1, batch }))
      .filter(({ lastOffset, batch }) => lastOffset >= offset && batch.length > 0)
  }
  return { topic: TopicRecords.none(1, fetch).with(heads), asked }
}

describe('a topic whose batches were observed without their bytes', () => {
  it('knows its records by place, and reads them when they are asked for', async () => {
    const { topic, asked } = large()
    expect(topic.count).toBe(20)
    expect(topic.find(0, 7)).toEqual({ batch: 3, record: 1 })
    expect(topic.find(0, 20)).toBeNull()
    expect(asked).toEqual([])
    const told = new Promise<void>((resolve) => topic.onRead(resolve))
    expect(topic.records(3)).toBeNull()
    await told
    expect(text(topic.records(3)?.at(1)?.value)).toBe('7')
  })

  it('asks once for batches that lie beside each other', async () => {
    const { topic, asked } = large()
    const read = await Promise.all([2, 3, 4, 3].map((batch) => topic.read(batch)))
    expect(read.map((batch) => text(batch.subarray(-2, -1)))).toEqual(['5', '7', '9', '7'])
    expect(asked).toEqual([4])
    expect(topic.read(9)).toBeInstanceOf(Uint8Array)
  })

  it('says so when a batch is not there any more', async () => {
    const { topic } = large((stored) => stored.splice(3, 1, new Uint8Array()))
    await expect(topic.read(3)).rejects.toThrow('the batch at offset 6 is not in the topic any more')
  })
})

it('keeps an earlier moment as it was, also when two continue from it', () => {
  const first = TopicRecords.none(1).with([observed(0, batchAt(0, 'a'))])
  const left = first.with([observed(0, batchAt(1, 'left'))])
  const right = first.with([observed(0, batchAt(1, 'right'))])
  expect(first.count).toBe(1)
  expect(first.find(0, 1)).toBeNull()
  expect([left, right].map((topic) => text(topic.records(1)?.at(0)?.value))).toEqual(['left', 'right'])
  expect(left.continues(first)).toBe(true)
  expect(right.continues(left)).toBe(false)
})
