import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildBatch } from '../../protocol/batch.ts'
import { utf8 } from '../../protocol/bytes.ts'
import { grown, memorySource, type PlacedBatch } from '../batches/testing/memorySource.ts'
import { FilterSearch, filterRecords } from './filterRecords.ts'
import { OffsetSet } from './offsetSet.ts'
import { makeNeedle, searchBatch } from './searchBatch.ts'

interface Plain {
  readonly key: Uint8Array | null
  readonly value: Uint8Array
}

const batchOf = (records: readonly Plain[], baseOffset = 0) =>
  buildBatch(
    records.map((record) => ({ ...record, timestamp: 5 })),
    baseOffset,
  )
const texts = (...values: string[]) => values.map((value) => ({ key: null, value: utf8(value) }))
const search = (records: readonly Plain[], text: string) => searchBatch(batchOf(records), makeNeedle(text))
const never = new AbortController().signal

/** The same question asked of one byte string, in the plainest way. */
function holds(bytes: Uint8Array | null, text: string): boolean {
  const fold = (byte: number) => (byte > 64 && byte < 91 ? byte + 32 : byte)
  const wanted = [...utf8(text)].map(fold).join()
  const all = [...(bytes ?? [])].map(fold)
  return all.some((_, at) => all.slice(at, at + utf8(text).length).join() === wanted)
}

describe('searching a batch', () => {
  it('finds keys and values, upper and lower case of ASCII alike', () => {
    const records = [...texts('Alder', 'none', 'xALDERx'), { key: utf8('alder'), value: utf8('') }]
    expect(search(records, 'aLDer')).toEqual([0, 2, 3])
    expect(search(texts('É', 'é'), 'É')).toEqual([0])
  })

  it('does not find what begins in one field and ends in another', () => {
    // "ab" as the key is followed by the value's length: 2 as a varint is 4
    expect(search([{ key: utf8('ab'), value: utf8('cd') }], '\u0004cd')).toEqual([])
    expect(search([{ key: utf8('\u0004c'), value: utf8('\u0004cd') }], '\u0004cd')).toEqual([0])
    expect(search(texts('ab', 'ab'), 'b\u0000')).toEqual([])
  })

  it('answers as a plain search of every key and value', () => {
    const letters = fc
      .uint8Array({ maxLength: 12 })
      .map((bytes) => bytes.map((byte) => [97, 65, 98, 0, 4, 8][byte % 6] ?? 0))
    const record = fc.record({ key: fc.option(letters), value: letters })
    const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '\0', '\u0004'), minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), text, (records, text) => {
        const expected = records.flatMap(({ key, value }, i) => (holds(key, text) || holds(value, text) ? [i] : []))
        expect(search(records, text)).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a set of offsets', () => {
  it('is ascending, each once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000)), (offsets) => {
        const set = new OffsetSet()
        for (const offset of offsets) set.add(offset)
        expect([...set.sorted()]).toEqual([...new Set(offsets)].sort((a, b) => a - b))
        expect(set.size).toBe(new Set(offsets).size)
      }),
    )
  })
})

describe('filtering both sides', () => {
  const stored: PlacedBatch[] = [
    { partition: 0, batch: batchOf(texts('one', 'two', 'three')) },
    { partition: 1, batch: batchOf(texts('two')) },
    { partition: 0, batch: batchOf(texts('four', 'two'), 3) },
  ]
  const received: PlacedBatch[] = [{ partition: 0, batch: batchOf(texts('TWO', 'masked', 'x')) }]
  const offsets = (filter: { offsets: readonly Float64Array[] }) => filter.offsets.map((each) => [...each])

  it('takes what either side holds, by partition', async () => {
    const filter = await filterRecords(memorySource(stored), memorySource(received), 'two', () => {}, never)
    expect(offsets(filter)).toEqual([[0, 1, 4], [0]])
    expect(filter).toMatchObject({ text: 'two', count: 4 })
  })

  it('searches on in what has come since, and nothing twice', async () => {
    const search = new FilterSearch('two')
    const [topic, consumer] = [memorySource(stored.slice(0, 1)), memorySource([])]
    expect(offsets(await search.search(topic, consumer, () => {}, never))).toEqual([[1]])
    const read: number[] = []
    const more = grown(topic, stored.slice(1))
    const watched = {
      heads: more.heads,
      read: (index: number) => {
        read.push(index)
        return more.read(index)
      },
    }
    expect(search.continues(watched, consumer)).toBe(true)
    expect(offsets(await search.search(watched, consumer, () => {}, never))).toEqual([[1, 4], [0]])
    expect(read).toEqual([1, 2])
    // the same batches again, as a topic that was made anew has them
    expect(search.continues(memorySource(stored), consumer)).toBe(false)
  })

  it('stops when told, and goes on from there', async () => {
    const stop = new AbortController()
    const source = memorySource(stored)
    const stopping = {
      heads: source.heads,
      read: (index: number) => {
        if (index === 0) stop.abort()
        return source.read(index)
      },
    }
    const search = new FilterSearch('two')
    expect((await search.search(stopping, memorySource([]), () => {}, stop.signal)).count).toBe(0)
    expect((await search.search(source, memorySource([]), () => {}, never)).count).toBe(3)
  })

  it('rejects as a source does that no longer answers', async () => {
    const gone = { heads: memorySource(stored).heads, read: () => Promise.reject(new Error('gone')) }
    await expect(filterRecords(gone, memorySource([]), 'two', () => {}, never)).rejects.toThrow('gone')
  })
})
