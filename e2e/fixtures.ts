import { test as base, expect } from '@playwright/test'
import { Playground } from './page.ts'
import { type Guard, guardContext } from './support/guard.ts'

interface Fixtures {
  /** on every test: fails it when anything left the origin, broke the policy, or was reported as an error (AC-51) */
  guard: Guard
  /** the page under test; not opened yet */
  playground: Playground
}

/** Playwright's test with a guard on every page, and the page object. */
export const test = base.extend<Fixtures>({
  guard: [
    async ({ context, baseURL }, use) => {
      const guard = await guardContext(context, originOf(baseURL))
      await use(guard)
      expect(guard.faults(), 'requests that left, policy violations, errors').toEqual([])
    },
    { auto: true },
  ],
  playground: async ({ page }, use) => use(new Playground(page)),
})

export { expect }

/** The origin that a test's pages must not leave. */
export function originOf(baseURL: string | undefined): string {
  if (baseURL === undefined) throw new Error('playwright.config.ts sets no baseURL')
  return new URL(baseURL).origin
}
