import { expect, it } from 'vitest'
import { buildBatch } from '../../protocol/batch.ts'
import { concatBytes, utf8 } from '../../protocol/bytes.ts'
import { HeldBatches } from './heldBatches.ts'
import { Received } from './received.ts'

const frame = (baseOffset: number, ...values: string[]) => ({
  partition: 0,
  batch: buildBatch(
    values.map((value) => ({ key: utf8('k'), value: utf8(value), timestamp: 5 })),
    baseOffset,
  ),
  error: null,
})

const recordsOf = (received: Received) =>
  received.heads.flatMap(({ records }, batch) =>
    Array.from({ length: records }, (_, i) => received.records(batch)!.at(i)!),
  )

it('counts bytes of keys and values, in order of arrival', () => {
  const received = Received.nothing()
    .with(frame(0, 'one', 'two'))
    .with(frame(4, 'three'))
  expect(received.count).toBe(3)
  expect(received.bytes).toBe(3 + 3 + 5 + 3)
  expect(recordsOf(received).map(({ offset }) => offset)).toEqual([0, 1, 4])
  expect(recordsOf(received)[2]?.timestamp).toBe(5)
})

it('keeps an earlier moment as it was, also when two continue from it', () => {
  const first = Received.nothing().with(frame(0, 'a'))
  const left = first.with(frame(1, 'left'))
  const right = first.with(frame(1, 'right'))
  const text = (received: Received) => recordsOf(received).map(({ value }) => new TextDecoder().decode(value))
  expect(text(first)).toEqual(['a'])
  expect(text(left)).toEqual(['a', 'left'])
  expect(text(right)).toEqual(['a', 'right'])
})

it('beyond its budget keeps batches outside of memory, and reads back the same bytes', async () => {
  const held = new HeldBatches(2000, 1000)
  const value = (i: number) => `${i} ${'x'.repeat(200)}`
  let received = Received.nothing('offset', held)
  for (let i = 0; i < 100; i++) received = received.with(frame(i, value(i)))
  expect(held.memoryBytes).toBeLessThan(3000 + 300)
  // a record of such a batch comes a moment later, and whoever waits is told
  const told = new Promise<void>((resolve) => received.onRead(resolve))
  expect(received.records(50)).toBeNull()
  await told
  expect(new TextDecoder().decode(received.records(50)?.at(0)?.value)).toBe(value(50))
  const heads = received.heads
  expect(heads).toHaveLength(100)
  for (const [i, { bytes }] of heads.entries()) {
    const batch = await received.read(i)
    expect(batch).toEqual(frame(i, value(i)).batch)
    expect(batch.length).toBe(bytes)
  }
})

it('goes on twice from a moment whose batches lie outside', async () => {
  let first = Received.nothing('offset', new HeldBatches(0, 100))
  for (const i of [0, 1]) first = first.with(frame(i, 'x'.repeat(100)))
  const left = first.with(frame(2, 'left'))
  const right = first.with(frame(2, 'right'))
  expect(await left.read(2)).toEqual(frame(2, 'left').batch)
  expect(await right.read(2)).toEqual(frame(2, 'right').batch)
  expect(await right.read(1)).toEqual(frame(1, 'x'.repeat(100)).batch)
})

it('takes the batches of an answer apart, and leaves out one that was cut off', () => {
  const whole = concatBytes([frame(0, 'a', 'b').batch, frame(2, 'c').batch])
  const received = Received.nothing('order').with({ partition: 0, batch: whole.slice(0, -3), error: null })
  expect(received.count).toBe(2)
  expect(recordsOf(received).map(({ offset }) => offset)).toEqual([0, 1])
})

it('says what had crossed of a partition before an error, and of a part of it', () => {
  const received = Received.nothing()
    .with(frame(0, 'a', 'b'))
    .with({ ...frame(0, 'other'), partition: 1 })
    .with(frame(4, 'c', 'd', 'e'))
  expect(received.crossed(0, 6)).toEqual({ records: 5, first: 0, last: 6 })
  expect(received.crossed(0, 4)).toEqual({ records: 3, first: 0, last: 4 })
  expect(received.crossed(0, 6, 4, 5)).toEqual({ records: 2, first: 4, last: 5 })
  expect(received.crossed(1, 2)).toBeNull()
})
