import { expect, test } from 'vitest'
import { median, percentile, speedRatio, spread, spreadText } from './statistics.ts'

test('the median, also of an even number of values and of none', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([9, 1, 5, 6])).toBe(5.5)
  expect(median([])).toBeNaN()
})

test('a percentile is one of the values', () => {
  const values = Array.from({ length: 40 }, (_, i) => 40 - i)
  expect([0, 0.5, 0.95, 1].map((part) => percentile(values, part))).toEqual([1, 20, 38, 40])
  expect(percentile([7], 0.95)).toBe(7)
  expect(percentile([], 0.5)).toBeNaN()
})

test('the ratio is that of each round: a round that was slow for both counts like any other', () => {
  const ours = [20, 200, 20, 20, 40]
  const bare = [10, 100, 10, 10, 10]
  expect(speedRatio({ ours, bare })).toEqual({ median: 0.5, from: 0.5, to: 0.5 })
})

test('a spread leaves out a quarter at each end', () => {
  expect(spread([8, 1, 2, 3, 4, 5, 6, 7])).toEqual({ median: 4.5, from: 3, to: 6 })
  expect(spreadText({ median: 4.5, from: 3, to: 6 }, 'ms', 1)).toBe('4.5 ms (3.0–6.0)')
})
