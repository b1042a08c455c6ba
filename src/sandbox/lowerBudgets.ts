import type { Budgets } from '../smartengine/limits.ts'

/**
 * Time budgets as somebody asked for them: each may be shorter than its limit, never longer.
 * @param asked ms. What is not a positive number is ignored.
 * @param limits ms
 */
export function lowerBudgets(asked: Partial<Budgets>, limits: Budgets): Budgets {
  return {
    startup: lower(asked.startup, limits.startup),
    call: lower(asked.call, limits.call),
    keepGoing: lower(asked.keepGoing, limits.keepGoing),
  }
}

function lower(asked: number | undefined, limit: number): number {
  return asked !== undefined && asked > 0 ? Math.min(asked, limit) : limit
}
