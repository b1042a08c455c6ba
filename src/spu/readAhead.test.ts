import { describe, expect, test, vi } from 'vitest'
import { buildBatch } from '../protocol/batch.ts'
import { utf8 } from '../protocol/bytes.ts'
import { MemoryRecordLog } from '../storage/memoryRecordLog.ts'
import type { RecordLog, StoredBatch } from '../storage/recordLog.ts'
import { ReadAhead } from './readAhead.ts'

const at = { topicId: 't', partition: 0 }

async function logOf(batches: number, valueBytes = 1): Promise<RecordLog> {
  const log = new MemoryRecordLog()
  await append(log, batches, valueBytes)
  return log
}

async function append(log: RecordLog, batches: number, valueBytes = 1): Promise<void> {
  const batch = buildBatch([{ key: null, value: utf8('x'.repeat(valueBytes)), timestamp: 0 }])
  for (let i = 0; i < batches; i++) await log.append(at, [batch], 'relaxed')
}

const allFrom = (start: number, most = 0) => ({ start, end: Number.POSITIVE_INFINITY, most })
const offsetOf = ({ baseOffset }: StoredBatch) => baseOffset

async function taken(ahead: ReadAhead<number>): Promise<number[]> {
  const offsets: number[] = []
  for (let next = await ahead.take(); next !== undefined; next = await ahead.take()) offsets.push(next)
  return offsets
}

describe('a partition read ahead', () => {
  test('gives every batch once, in order, over many reads', async () => {
    const log = await logOf(60, 300_000)
    expect(await taken(new ReadAhead(log, at, allFrom(0), offsetOf))).toEqual(Array.from({ length: 60 }, (_, i) => i))
    expect(await taken(new ReadAhead(log, at, allFrom(57), offsetOf))).toEqual([57, 58, 59])
  })

  test('ends before the end that is wanted, and gives nothing that came later', async () => {
    const log = await logOf(5)
    expect(await taken(new ReadAhead(log, at, { start: 0, end: 3, most: 3 }, offsetOf))).toEqual([0, 1, 2])
  })

  test('ends also where the last read was a full one', async () => {
    for (const batches of [3, 15, 16, 17]) {
      const log = await logOf(batches, 300_000)
      const ahead = new ReadAhead(log, at, { start: 0, end: batches, most: 3 }, offsetOf)
      expect(await taken(ahead)).toHaveLength(batches)
    }
  })

  test('gives what was appended after it found the end', async () => {
    const log = await logOf(1)
    const ahead = new ReadAhead(log, at, allFrom(0), offsetOf)
    expect(await taken(ahead)).toEqual([0])
    await append(log, 2)
    expect(await taken(ahead)).toEqual([1, 2])
  })

  test('begins the batches that come next, and no more than it may', async () => {
    const begun: number[] = []
    const begin = ({ baseOffset }: StoredBatch) => begun.push(baseOffset)
    const ahead = new ReadAhead(await logOf(20), at, allFrom(0, 3), begin)
    expect(begun).toEqual([])
    await ahead.take()
    expect(begun).toEqual([0, 1, 2, 3])
    await ahead.take()
    expect(begun).toEqual([0, 1, 2, 3, 4])
  })

  test('what begin throws is told when that batch is asked for', async () => {
    const begin = ({ baseOffset }: StoredBatch) => {
      if (baseOffset === 2) throw new RangeError('two')
      return baseOffset
    }
    const ahead = new ReadAhead(await logOf(5), at, allFrom(0, 3), begin)
    expect([await ahead.take(), await ahead.take()]).toEqual([0, 1])
    await expect(ahead.take()).rejects.toThrow('two')
    await expect(ahead.take()).rejects.toThrow('two')
  })

  test('reads only so far ahead as there is room', async () => {
    const log = await logOf(100, 900_000)
    const read = vi.spyOn(log, 'read')
    const ahead = new ReadAhead(log, at, allFrom(0), offsetOf)
    await ahead.take()
    await new Promise((resolve) => setTimeout(resolve, 5))
    const reads = read.mock.calls.length
    expect(reads).toBeLessThanOrEqual(3)
    await ahead.take()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(read.mock.calls.length).toBeLessThanOrEqual(reads + 1)
  })

  test('an error of a read ahead is told when its batches are asked for, again and again', async () => {
    const log = await logOf(40, 300_000)
    const read = log.read.bind(log)
    vi.spyOn(log, 'read').mockImplementation(async (key, from, bytes) => {
      if (from > 2) throw new Error('no disk')
      return read(key, from, bytes)
    })
    const ahead = new ReadAhead(log, at, allFrom(0), offsetOf)
    for (let i = 0; i < 3; i++) expect(await ahead.take()).toBe(i)
    await expect(ahead.take()).rejects.toThrow('no disk')
    await expect(ahead.take()).rejects.toThrow('no disk')
  })
})
