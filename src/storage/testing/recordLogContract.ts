import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildBatch, decodeBatchHeader } from '../../protocol/batch.ts'
import type { Bytes } from '../../protocol/bytes.ts'
import type { PartitionKey, RecordLog, StoredBatch } from '../recordLog.ts'
import { damagedRecords, threeRecords } from './batches.ts'

const AT: PartitionKey = { topicId: 'a', partition: 0 }
const ALL = Number.MAX_SAFE_INTEGER

/**
 * What every RecordLog promises.
 * @param connect connections to one empty log, as several tabs have them
 */
export function recordLogContract(connect: (connections: number) => Promise<RecordLog[]>): void {
  const open = async (): Promise<RecordLog> => (await connect(1))[0]!

  describe('append', () => {
    test('an empty partition ends at 0 and has nothing to read', async () => {
      const log = await open()
      expect(await log.endOffset(AT)).toBe(0)
      expect(await log.read(AT, 0, ALL)).toEqual([])
    })

    test('gives a batch its place and changes nothing else of its bytes', async () => {
      const log = await open()
      const sent = threeRecords()
      expect(await log.append(AT, [sent], 'strict')).toEqual({ baseOffset: 0, endOffset: 3 })
      expect(await log.append(AT, [sent], 'relaxed')).toEqual({ baseOffset: 3, endOffset: 6 })
      expect(sent).toEqual(threeRecords())
      expect(await log.read(AT, 0, ALL)).toEqual([stored(0), stored(3)])
      expect(await log.endOffset(AT)).toBe(6)
    })

    test('ignores the base offset a batch was sent with', async () => {
      const log = await open()
      await log.append(AT, [threeRecords(1000)], 'strict')
      expect(await log.read(AT, 0, ALL)).toEqual([stored(0)])
    })

    test('several batches go in together', async () => {
      const log = await open()
      const three = [threeRecords(), threeRecords(), threeRecords()]
      expect(await log.append(AT, three, 'relaxed')).toEqual({ baseOffset: 0, endOffset: 9 })
      expect(await log.read(AT, 0, ALL)).toEqual([stored(0), stored(3), stored(6)])
    })

    test('stores nothing of a request with a batch that has no records', async () => {
      const log = await open()
      await expect(log.append(AT, [threeRecords(), buildBatch([])], 'strict')).rejects.toThrow(RangeError)
      expect(await log.endOffset(AT)).toBe(0)
      expect(await log.read(AT, 0, ALL)).toEqual([])
    })

    test('keeps partitions and topics apart', async () => {
      const log = await open()
      const others = [
        { topicId: 'a', partition: 1 },
        { topicId: 'a', partition: 10 },
        { topicId: 'aa', partition: 0 },
        { topicId: '', partition: 0 },
      ]
      for (const at of [AT, ...others]) await log.append(at, [threeRecords()], 'strict')
      for (const at of [AT, ...others]) {
        expect(await log.endOffset(at)).toBe(3)
        expect(await log.read(at, 0, ALL)).toEqual([stored(0)])
      }
    })

    test('three connections, 100 appends each: no gap, no duplicate', async () => {
      const logs = await connect(3)
      const appended = await Promise.all(
        logs.flatMap((log) => Array.from({ length: 100 }, () => log.append(AT, [threeRecords()], 'relaxed'))),
      )
      const bases = appended.map(({ baseOffset }) => baseOffset).sort((a, b) => a - b)
      expect(bases).toEqual(Array.from({ length: 300 }, (_, i) => 3 * i))
      for (const log of logs) expect(await log.endOffset(AT)).toBe(900)
      const all = await readAll(logs[0]!, 0, ALL)
      expect(all.map(({ baseOffset }) => baseOffset)).toEqual(bases)
    })
  })

  describe('read', () => {
    test('begins with the batch that contains the offset', async () => {
      const log = await open()
      await log.append(AT, [threeRecords(), threeRecords(), threeRecords()], 'strict')
      expect(await log.read(AT, 5, ALL)).toEqual([stored(3), stored(6)])
      expect(await log.read(AT, 8, ALL)).toEqual([stored(6)])
      expect(await log.read(AT, 9, ALL)).toEqual([])
      expect(await log.read(AT, 100, ALL)).toEqual([])
    })

    test('stops before it exceeds the bytes asked for, but returns one batch', async () => {
      const log = await open()
      const batches = Array.from({ length: 20 }, () => threeRecords())
      await log.append(AT, batches, 'strict')
      const size = threeRecords().length
      for (const [bytes, count] of [
        [1, 1],
        [2 * size - 1, 1],
        [2 * size, 2],
        [7 * size, 7],
        [20 * size, 20],
      ] as const) {
        expect(await log.read(AT, 0, bytes)).toHaveLength(count)
      }
    })

    test('gives copies away', async () => {
      const log = await open()
      await log.append(AT, [threeRecords()], 'strict')
      const [first] = await log.read(AT, 0, ALL)
      first!.batch.fill(0)
      expect(await log.read(AT, 0, ALL)).toEqual([stored(0)])
    })

    test('finds the batch of any offset, whatever the batches', async () => {
      const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 })
      await fc.assert(
        fc.asyncProperty(sizes, fc.nat(), fc.integer({ min: 1, max: 5000 }), async (counts, pick, maxBytes) => {
          const log = await open()
          await log.append(AT, counts.map(batchOf), 'relaxed')
          const ends = counts.map((_, i) => counts.slice(0, i + 1).reduce((sum, count) => sum + count, 0))
          const offset = pick % ends.at(-1)!
          const [first] = await log.read(AT, offset, 1)
          const i = ends.findIndex((end) => end > offset)
          expect(first).toMatchObject({ baseOffset: ends[i]! - counts[i]!, lastOffset: ends[i]! - 1 })
          const all = await readAll(log, offset, maxBytes)
          expect(all.map(({ lastOffset }) => lastOffset + 1)).toEqual(ends.slice(i))
        }),
        { numRuns: 15 },
      )
    })

    test('refuses a damaged batch by its offsets; the rest stays readable', async () => {
      const log = await open()
      await log.append(AT, [threeRecords(), damagedRecords(), threeRecords()], 'strict')
      expect(await log.read(AT, 0, ALL)).toEqual([stored(0)])
      await expect(log.read(AT, 4, ALL)).rejects.toMatchObject({
        name: 'DamagedBatchError',
        partition: 0,
        baseOffset: 3,
        lastOffset: 5,
      })
      expect(await log.read(AT, 6, ALL)).toEqual([stored(6)])
    })
  })

  describe('rewrite', () => {
    test('puts a batch in the place of another', async () => {
      const log = await open()
      await log.append(AT, [threeRecords(), threeRecords(), threeRecords()], 'strict')
      const other = buildBatch(['x', 'y', 'z'].map(record), 3)
      expect(await log.rewrite(AT, other)).toBe(true)
      const all = await log.read(AT, 0, ALL)
      expect(all).toEqual([stored(0), { baseOffset: 3, lastOffset: 5, batch: other }, stored(6)])
      expect(await log.endOffset(AT)).toBe(9)
    })

    test('changes nothing when there is no batch with these offsets', async () => {
      const log = await open()
      await log.append(AT, [threeRecords()], 'strict')
      expect(await log.rewrite(AT, threeRecords(3))).toBe(false)
      expect(await log.rewrite(AT, buildBatch(['two', 'records'].map(record)))).toBe(false)
      expect(await log.rewrite({ ...AT, partition: 1 }, threeRecords())).toBe(false)
      expect(await log.read(AT, 0, ALL)).toEqual([stored(0)])
      expect(await log.endOffset({ ...AT, partition: 1 })).toBe(0)
    })
  })

  test('removeTopic removes all partitions of one topic', async () => {
    const log = await open()
    const many = Array.from({ length: 450 }, () => threeRecords())
    const second = { topicId: 'a', partition: 7 }
    const other = { topicId: 'aa', partition: 0 }
    await log.append(AT, many, 'relaxed')
    for (const at of [second, other]) await log.append(at, [threeRecords()], 'strict')
    await log.removeTopic('a')
    for (const at of [AT, second]) {
      expect(await log.endOffset(at)).toBe(0)
      expect(await log.read(at, 0, ALL)).toEqual([])
    }
    expect(await log.read(other, 0, ALL)).toEqual([stored(0)])
    await log.removeTopic('never there')
  })
}

function stored(baseOffset: number): StoredBatch {
  return { baseOffset, lastOffset: baseOffset + 2, batch: threeRecords(baseOffset) }
}

function record(value: string) {
  return { key: null, value: new TextEncoder().encode(value), timestamp: 1_700_000_000_000 }
}

function batchOf(count: number): Bytes {
  return buildBatch(Array.from({ length: count }, (_, i) => record(`${i}`.repeat(i))))
}

/** Reads to the end and checks the bound of every answer. */
async function readAll(log: RecordLog, from: number, maxBytes: number): Promise<StoredBatch[]> {
  const all: StoredBatch[] = []
  for (let offset = from; ; ) {
    const batches = await log.read(AT, offset, maxBytes)
    if (batches.length === 0) return all
    const size = batches.reduce((sum, { batch }) => sum + batch.length, 0)
    expect(size <= maxBytes || batches.length === 1).toBe(true)
    for (const { batch, baseOffset } of batches) expect(decodeBatchHeader(batch).baseOffset).toBe(baseOffset)
    all.push(...batches)
    offset = batches.at(-1)!.lastOffset + 1
  }
}
