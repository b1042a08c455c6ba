import { expect, it } from 'vitest'
import { buildBatch } from '../../protocol/batch.ts'
import { utf8 } from '../../protocol/bytes.ts'
import { Received } from './received.ts'

const frame = (baseOffset: number, ...values: string[]) => ({
  partition: 0,
  batch: buildBatch(
    values.map((value) => ({ key: utf8('k'), value: utf8(value), timestamp: 5 })),
    baseOffset,
  ),
  error: null,
})

it('counts bytes of keys and values, in order of arrival', () => {
  const received = Received.nothing()
    .with(frame(0, 'one', 'two'))
    .with(frame(4, 'three'))
  expect(received.count).toBe(3)
  expect(received.bytes).toBe(3 + 3 + 5 + 3)
  expect(received.records().map(({ offset }) => offset)).toEqual([0, 1, 4])
  expect(received.records()[2]?.timestamp).toBe(5)
})

it('keeps an earlier moment as it was, also when two continue from it', () => {
  const first = Received.nothing().with(frame(0, 'a'))
  const left = first.with(frame(1, 'left'))
  const right = first.with(frame(1, 'right'))
  const text = (received: Received) => received.records().map(({ value }) => new TextDecoder().decode(value))
  expect(text(first)).toEqual(['a'])
  expect(text(left)).toEqual(['a', 'left'])
  expect(text(right)).toEqual(['a', 'right'])
})
