import { expect, test } from 'vitest'
import { encodeUtf8 } from '../text/utf8.ts'
import { createLeakClient, type LeakClient } from './leakClient.ts'
import type { LeakSide } from './search.ts'
import { startLeakWorker } from './startLeakWorker.ts'

const side = (...values: string[]): LeakSide => ({
  records: values.map((value, offset) => ({ partition: 0, offset, key: null, value: encodeUtf8(value) })),
  errors: [],
})

async function withClient<T>(use: (client: LeakClient) => Promise<T>): Promise<T> {
  const client = createLeakClient(startLeakWorker)
  try {
    return await use(client)
  } finally {
    client.close()
  }
}

test('a worker counts both sides', async () => {
  const outcome = await withClient((client) =>
    client.search('\\d{3}-\\d{2}-\\d{4}', side('123-45-6789', 'x'), side('***')),
  )
  expect(outcome).toMatchObject({ kind: 'counted', topic: { total: 1 }, consumer: { total: 0 } })
})

test('a pattern that never comes back is ended, and the next search works', async () => {
  await withClient(async (client) => {
    const slow = await client.search('(a+)+$', side(`${'a'.repeat(40)}!`), side())
    expect(slow).toEqual({ kind: 'too slow' })
    expect(await client.search('a', side('aa'), side())).toMatchObject({ kind: 'counted', topic: { total: 2 } })
  })
})

test('20,000 records stay within the budget of a side', async () => {
  const value =
    '{"social_security_number":"987-65-4320","event_type":"account-created","account_id":"cba44bcf-ee12"}'.repeat(2)
  const many = side(...Array.from({ length: 20_000 }, () => value))
  const outcome = await withClient((client) => client.search('\\d{3}-\\d{2}-\\d{4}', many, many))
  expect(outcome).toMatchObject({ kind: 'counted', topic: { total: 40_000 } })
})
