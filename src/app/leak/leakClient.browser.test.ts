import { expect, test } from 'vitest'
import { buildBatch } from '../../protocol/batch.ts'
import { Received } from '../consume/received.ts'
import { encodeUtf8 } from '../text/utf8.ts'
import { createLeakClient, type LeakOutcome } from './leakClient.ts'
import type { SearchedSide } from './sideSearch.ts'
import { startLeakWorker } from './startLeakWorker.ts'

const side = (...values: string[]): SearchedSide => {
  let received = Received.nothing()
  for (let from = 0; from < values.length; from += 4000) {
    const records = values
      .slice(from, from + 4000)
      .map((value) => ({ key: null, value: encodeUtf8(value), timestamp: 0 }))
    received = received.with({ partition: 0, batch: buildBatch(records, from), error: null })
  }
  return { batches: received, errors: [] }
}

type Search = (source: string, topic: SearchedSide, consumer: SearchedSide) => Promise<LeakOutcome>

async function withClient<T>(use: (search: Search) => Promise<T>): Promise<T> {
  let settle: (outcome: LeakOutcome) => void = () => {}
  const client = createLeakClient(startLeakWorker, (_, outcome) => {
    if (outcome.kind !== 'searching') settle(outcome)
  })
  try {
    return await use((source, topic, consumer) => {
      const outcome = new Promise<LeakOutcome>((resolve) => {
        settle = resolve
      })
      client.search(source, topic, consumer)
      return outcome
    })
  } finally {
    client.close()
  }
}

test('a worker counts both sides', async () => {
  const outcome = await withClient((search) => search('\\d{3}-\\d{2}-\\d{4}', side('123-45-6789', 'x'), side('***')))
  expect(outcome).toMatchObject({ kind: 'counted', topic: { total: 1 }, consumer: { total: 0 } })
})

test('a pattern that never comes back is ended, and the next search works', async () => {
  await withClient(async (search) => {
    const slow = await search('(a+)+$', side(`${'a'.repeat(40)}!`), side())
    expect(slow).toEqual({ kind: 'too slow' })
    expect(await search('a', side('aa'), side())).toMatchObject({ kind: 'counted', topic: { total: 2 } })
  })
})

test('20,000 records stay within the budgets of their parts', async () => {
  const value =
    '{"social_security_number":"987-65-4320","event_type":"account-created","account_id":"cba44bcf-ee12"}'.repeat(2)
  const many = side(...Array.from({ length: 20_000 }, () => value))
  const outcome = await withClient((search) => search('\\d{3}-\\d{2}-\\d{4}', many, many))
  expect(outcome).toMatchObject({ kind: 'counted', topic: { total: 40_000 } })
})
