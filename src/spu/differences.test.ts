import { expect, test } from 'vitest'
import { DIFFERENCES } from './differences.ts'

test('each difference has a name of its own, and texts that end as sentences do', () => {
  const ids = DIFFERENCES.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { id, title, here, cluster } of DIFFERENCES) {
    expect(id).toMatch(/^[a-z-]+$/)
    expect(title).toMatch(/^[^—]*[^.—]$/)
    expect(here).toMatch(/^[^—]*\.$/)
    expect(cluster).toMatch(/^[^—]*[.]$/)
  }
})
