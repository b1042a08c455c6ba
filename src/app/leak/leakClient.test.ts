import { afterEach, describe, expect, test, vi } from 'vitest'
import { encodeUtf8 } from '../text/utf8.ts'
import { createLeakClient } from './leakClient.ts'
import type { SearchReply, SearchRequest } from './leakMessages.ts'
import { unpackSide } from './pack.ts'
import { compilePattern } from './pattern.ts'
import { type LeakSide, searchSide } from './search.ts'

const NOTHING: LeakSide = { records: [], errors: [] }
const side = (text: string): LeakSide => ({
  records: [{ partition: 0, offset: 0, key: null, value: encodeUtf8(text) }],
  errors: [],
})

/** Stands where a worker stands; its turns are taken by hand, so that a test can hold a search up. */
class Bench {
  readonly requests: SearchRequest[] = []
  ended = false
  onmessage: ((event: MessageEvent<SearchReply>) => void) | null = null

  postMessage(request: SearchRequest, transfer: Transferable[]): void {
    this.requests.push(structuredClone(request, { transfer }))
  }

  terminate(): void {
    this.ended = true
  }

  reply(data: SearchReply): void {
    if (!this.ended) this.onmessage?.({ data } as MessageEvent<SearchReply>)
  }

  answer(): void {
    const request = this.requests.shift()
    if (!request) throw new Error('nothing was asked')
    const pattern = compilePattern(request.source)
    if (pattern === null || 'error' in pattern) throw new Error('a pattern that does not compile came through')
    for (const name of ['topic', 'consumer'] as const) {
      this.reply({ type: 'begun', side: name })
      this.reply({ type: 'counted', side: name, count: searchSide(pattern, unpackSide(request[name])) })
    }
  }
}

function bench() {
  const workers: Bench[] = []
  const client = createLeakClient(() => {
    const worker = new Bench()
    workers.push(worker)
    return worker as unknown as Worker
  })
  return { client, workers, last: () => workers.at(-1) ?? new Bench() }
}

afterEach(() => vi.useRealTimers())

test('both sides are counted', async () => {
  const { client, last } = bench()
  const search = client.search('b', side('abab'), side('xb'))
  last().answer()
  expect(await search).toMatchObject({ kind: 'counted', topic: { total: 2 }, consumer: { total: 1 } })
})

test('no worker is started for an empty or a wrong pattern', async () => {
  const { client, workers } = bench()
  expect(await client.search('', NOTHING, NOTHING)).toEqual({ kind: 'no pattern' })
  expect(await client.search('(', NOTHING, NOTHING)).toEqual({ kind: 'not valid', reason: 'Unterminated group' })
  expect(workers).toHaveLength(0)
})

describe('the newest search wins', () => {
  test('one that waits is never sent', async () => {
    const { client, last } = bench()
    const [first, second, third] = ['a', 'b', 'c'].map((source) => client.search(source, side('abc'), NOTHING))
    expect(await first).toEqual({ kind: 'superseded' })
    expect(await second).toEqual({ kind: 'superseded' })
    last().answer()
    expect(last().requests.map(({ source }) => source)).toEqual(['c'])
    last().answer()
    expect(await third).toMatchObject({ kind: 'counted' })
  })

  test('an empty field overtakes a search too', async () => {
    const { client } = bench()
    const search = client.search('a', side('a'), NOTHING)
    void client.search('', NOTHING, NOTHING)
    expect(await search).toEqual({ kind: 'superseded' })
  })
})

describe('the clock', () => {
  test('runs for a side, not for the start of the worker', async () => {
    vi.useFakeTimers()
    const { client, last } = bench()
    const search = client.search('a', side('a'), NOTHING)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(last().ended).toBe(false)
    last().reply({ type: 'begun', side: 'topic' })
    await vi.advanceTimersByTimeAsync(199)
    expect(last().ended).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(last().ended).toBe(true)
    expect(await search).toEqual({ kind: 'too slow' })
  })

  test('starts again with the second side', async () => {
    vi.useFakeTimers()
    const { client, last } = bench()
    void client.search('a', side('a'), NOTHING)
    const count = searchSide({ kind: 'text', source: 'a', text: 'a' }, NOTHING)
    last().reply({ type: 'begun', side: 'topic' })
    await vi.advanceTimersByTimeAsync(150)
    last().reply({ type: 'counted', side: 'topic', count })
    last().reply({ type: 'begun', side: 'consumer' })
    await vi.advanceTimersByTimeAsync(150)
    expect(last().ended).toBe(false)
  })

  test('after it ran out, the next search has a new worker', async () => {
    vi.useFakeTimers()
    const { client, workers, last } = bench()
    void client.search('(a+)+b', side('aaaa'), NOTHING)
    const waiting = client.search('a', side('aa'), NOTHING)
    last().reply({ type: 'begun', side: 'topic' })
    await vi.advanceTimersByTimeAsync(200)
    expect(workers).toHaveLength(2)
    last().answer()
    expect(await waiting).toMatchObject({ kind: 'counted', topic: { total: 2 } })
  })
})

test('closing ends the worker and the search', async () => {
  const { client, last } = bench()
  const search = client.search('a', side('a'), NOTHING)
  client.close()
  expect(await search).toEqual({ kind: 'superseded' })
  expect(last().ended).toBe(true)
})
