import { expect, test } from 'vitest'
import { takeTurns } from './turns.ts'

test('each runs once a round, and each begins as often as the others; a warm-up does not count', async () => {
  const order: string[] = []
  let now = 0
  const contestant = (name: string) => async () => {
    order.push(name)
    return now++
  }
  const times = await takeTurns(2, { a: contestant('a'), b: contestant('b') }, 1)
  expect(order).toEqual(['a', 'b', 'b', 'a', 'a', 'b'])
  expect(times).toEqual({ a: [3, 4], b: [2, 5] })
})

test('what a contestant throws ends the turns', async () => {
  await expect(takeTurns(1, { a: () => Promise.reject(new Error('broken')) })).rejects.toThrow('broken')
})
