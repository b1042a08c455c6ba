import { expect, test } from 'vitest'
import { lowerBudgets } from './lowerBudgets.ts'

const limits = { startup: 5000, call: 2000, keepGoing: 30_000 }

test('budgets can be lowered one by one, never raised', () => {
  expect(lowerBudgets({}, limits)).toEqual(limits)
  expect(lowerBudgets({ call: 300 }, limits)).toEqual({ startup: 5000, call: 300, keepGoing: 30_000 })
  expect(lowerBudgets({ startup: 5001, call: Number.POSITIVE_INFINITY, keepGoing: 1 }, limits)).toEqual({
    startup: 5000,
    call: 2000,
    keepGoing: 1,
  })
})

test('what is no time is ignored', () => {
  for (const call of [0, -1, Number.NaN]) expect(lowerBudgets({ call }, limits)).toEqual(limits)
})
