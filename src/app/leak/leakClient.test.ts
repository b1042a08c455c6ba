import { afterEach, describe, expect, test, vi } from 'vitest'
import { buildBatch } from '../../protocol/batch.ts'
import { Received } from '../consume/received.ts'
import { encodeUtf8 } from '../text/utf8.ts'
import { createLeakClient, type LeakOutcome } from './leakClient.ts'
import type { SearchReply, SearchRequest } from './leakMessages.ts'
import { compilePattern } from './pattern.ts'
import { recordsIn } from './recordsIn.ts'
import { searchSide } from './search.ts'
import type { SearchedSide } from './sideSearch.ts'

/** A side of one batch a text; more texts go on from it. */
function side(...texts: string[]) {
  let received = Received.nothing()
  const add = (text: string): SearchedSide => {
    const record = { key: null, value: encodeUtf8(text), timestamp: 0 }
    received = received.with({ partition: 0, batch: buildBatch([record], received.count), error: null })
    return { batches: received, errors: [] }
  }
  let now: SearchedSide = { batches: received, errors: [] }
  for (const text of texts) now = add(text)
  return { now, add }
}
const NOTHING = side().now

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

  /** Answers the part that was asked for. @returns the texts in it */
  answer(): string[] {
    const request = this.requests.shift()
    if (!request) throw new Error('nothing was asked')
    const pattern = compilePattern(request.source)
    if (pattern === null || 'error' in pattern) throw new Error('a pattern that does not compile came through')
    const records = [...recordsIn(request.partition, request.batches)]
    this.reply({ type: 'begun' })
    this.reply({ type: 'counted', count: searchSide(pattern, { records, errors: request.errors }) })
    return records.map(({ value }) => new TextDecoder().decode(value))
  }

  answerAll(): string[] {
    const texts: string[] = []
    while (this.requests.length > 0) texts.push(...this.answer())
    return texts
  }
}

function bench() {
  const workers: Bench[] = []
  const told: [string, LeakOutcome][] = []
  const client = createLeakClient(
    () => {
      const worker = new Bench()
      workers.push(worker)
      return worker as unknown as Worker
    },
    (source, outcome) => told.push([source, outcome]),
  )
  return { client, workers, told, last: () => workers.at(-1) ?? new Bench() }
}

afterEach(() => vi.useRealTimers())

test('both sides are counted', () => {
  const { client, last, told } = bench()
  client.search('b', side('abab').now, side('xb').now)
  last().answerAll()
  expect(told).toMatchObject([['b', { kind: 'counted', topic: { total: 2 }, consumer: { total: 1 } }]])
})

test('no worker is started for an empty or a wrong pattern', () => {
  const { client, workers, told } = bench()
  client.search('', NOTHING, NOTHING)
  client.search('(', NOTHING, NOTHING)
  expect(told).toEqual([
    ['', { kind: 'no pattern' }],
    ['(', { kind: 'not valid', reason: 'Unterminated group' }],
  ])
  expect(workers).toHaveLength(0)
})

test('errors are searched after the records of their side, and places name both by their number', () => {
  const { client, last, told } = bench()
  const error = (hint: string) => ({ partition: 0, offset: 7, hint, key: null, value: encodeUtf8('b') })
  const consumer = side('x', 'b')
  client.search('b', NOTHING, { ...consumer.now, errors: [error('bb')] })
  last().answerAll()
  client.search('b', NOTHING, { ...consumer.add('b'), errors: [error('bb'), error('-')] })
  last().answerAll()
  expect(told.at(-1)?.[1]).toMatchObject({
    consumer: {
      total: 6,
      inValues: 2,
      inErrors: 4,
      places: [
        { where: 'value', offset: 1, index: 1 },
        { where: 'error', offset: 7, index: 0 },
        { where: 'value', offset: 2, index: 2 },
        { where: 'error', offset: 7, index: 1 },
      ],
    },
  })
})

describe('what was searched is not searched again', () => {
  test('when a side goes on', () => {
    const { client, last, told } = bench()
    const [topic, consumer] = [side('a1', 'a2'), side('a3')]
    client.search('a', topic.now, consumer.now)
    expect(last().answerAll()).toEqual(['a1', 'a2', 'a3'])
    client.search('a', topic.add('a4'), consumer.now)
    expect(last().answerAll()).toEqual(['a4'])
    expect(told.at(-1)?.[1]).toMatchObject({ kind: 'counted', topic: { total: 3 }, consumer: { total: 1 } })
  })

  test('when only the other side starts over', () => {
    const { client, last, told } = bench()
    const topic = side('a1')
    client.search('a', topic.now, side('a2').now)
    last().answerAll()
    client.search('a', topic.now, side('a3', 'b').now)
    expect(last().answerAll()).toEqual(['a3', 'b'])
    expect(told.at(-1)?.[1]).toMatchObject({ kind: 'counted', topic: { total: 1 }, consumer: { total: 1 } })
  })

  test('but another pattern begins with the first batch', () => {
    const { client, last, told } = bench()
    const topic = side('ab', 'b')
    client.search('a', topic.now, NOTHING)
    last().answerAll()
    client.search('b', topic.now, NOTHING)
    expect(last().answerAll()).toEqual(['ab', 'b'])
    expect(told.at(-1)).toMatchObject(['b', { kind: 'counted', topic: { total: 2 } }])
  })
})

describe('the newest search wins', () => {
  test('one that was overtaken is not counted, and none waits behind it', () => {
    const { client, last, told } = bench()
    const topic = side('abc').now
    for (const source of ['a', 'b', 'c']) client.search(source, topic, NOTHING)
    last().answer()
    expect(told).toEqual([])
    expect(last().requests.map(({ source }) => source)).toEqual(['c'])
    last().answer()
    expect(told).toMatchObject([['c', { kind: 'counted', topic: { total: 1 } }]])
  })

  test('an empty field overtakes a search too', () => {
    const { client, last, told } = bench()
    client.search('a', side('a').now, NOTHING)
    client.search('', NOTHING, NOTHING)
    last().answer()
    expect(told).toEqual([['', { kind: 'no pattern' }]])
  })
})

describe('the clock', () => {
  test('runs for a part, not for the start of the worker', async () => {
    vi.useFakeTimers()
    const { client, last, told } = bench()
    client.search('a', side('a').now, NOTHING)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(last().ended).toBe(false)
    last().reply({ type: 'begun' })
    await vi.advanceTimersByTimeAsync(199)
    expect(last().ended).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(last().ended).toBe(true)
    expect(told).toEqual([['a', { kind: 'too slow' }]])
  })

  test('starts again with the next part', async () => {
    vi.useFakeTimers()
    const { client, last } = bench()
    client.search('a', side('a').now, side('a').now)
    const count = searchSide({ kind: 'text', source: 'a', text: 'a' }, { records: [], errors: [] })
    last().reply({ type: 'begun' })
    await vi.advanceTimersByTimeAsync(150)
    last().reply({ type: 'counted', count })
    last().reply({ type: 'begun' })
    await vi.advanceTimersByTimeAsync(150)
    expect(last().ended).toBe(false)
  })

  test('after it ran out for a pattern that was overtaken, the newest has a new worker', async () => {
    vi.useFakeTimers()
    const { client, workers, last, told } = bench()
    const topic = side('aaaa').now
    client.search('(a+)+b', topic, NOTHING)
    client.search('aa', topic, NOTHING)
    last().reply({ type: 'begun' })
    await vi.advanceTimersByTimeAsync(200)
    expect(workers).toHaveLength(2)
    last().answer()
    expect(told).toMatchObject([['aa', { kind: 'counted', topic: { total: 2 } }]])
  })

  test('a pattern that took too long is not tried again for every new record, but for another stream', async () => {
    vi.useFakeTimers()
    const { client, workers, last, told } = bench()
    const topic = side('aaaa')
    client.search('(a+)+b', topic.now, NOTHING)
    last().reply({ type: 'begun' })
    await vi.advanceTimersByTimeAsync(200)
    client.search('(a+)+b', topic.add('more'), NOTHING)
    expect(workers).toHaveLength(1)
    client.search('(a+)+b', side('ab').now, NOTHING)
    last().answer()
    expect(told.map(([, { kind }]) => kind)).toEqual(['too slow', 'counted'])
  })
})

test('a search that takes a while tells how far it is', async () => {
  vi.useFakeTimers()
  const { client, last, told } = bench()
  const [topic, consumer] = [side('a'.repeat(600_000)), side('b'.repeat(600_000))]
  client.search('a', topic.now, consumer.now)
  await vi.advanceTimersByTimeAsync(500)
  last().answer()
  expect(told).toMatchObject([['a', { kind: 'searching', topic: { total: 600_000 }, consumer: { total: 0 } }]])
  const [, outcome] = told[0]!
  expect(outcome.kind === 'searching' && outcome.share).toBeCloseTo(0.5)
  last().answer()
  expect(told.at(-1)?.[1].kind).toBe('counted')
})

test('closing ends the worker and the search', () => {
  const { client, last, told } = bench()
  client.search('a', side('a').now, NOTHING)
  client.close()
  expect(told).toEqual([])
  expect(last().ended).toBe(true)
})
