import { describe, expect, test, vi } from 'vitest'
import { buildBatch } from '../protocol/batch.ts'
import { utf8 } from '../protocol/bytes.ts'
import type { BatchInput, BatchOutput, ChainHandle } from '../smartengine/chainHost.ts'
import { MemoryRecordLog } from '../storage/memoryRecordLog.ts'
import type { RecordLog } from '../storage/recordLog.ts'
import { ProcessAhead } from './processAhead.ts'

const at = { topicId: 't', partition: 0 }
const ALL = Number.POSITIVE_INFINITY

async function logOf(batches: number, valueBytes = 1): Promise<RecordLog> {
  const log = new MemoryRecordLog()
  await append(log, batches, valueBytes)
  return log
}

async function append(log: RecordLog, batches: number, valueBytes = 1): Promise<void> {
  const batch = buildBatch([{ key: null, value: utf8('x'.repeat(valueBytes)), timestamp: 0 }])
  for (let i = 0; i < batches; i++) await log.append(at, [batch], 'relaxed')
}

/** A chain that answers when it is told to. */
function chainByHand() {
  const given: number[] = []
  const answers: (() => void)[] = []
  const process = ({ baseOffset }: BatchInput) => {
    given.push(baseOffset)
    return new Promise<BatchOutput>((resolve) => answers.push(() => resolve({ count: 1 } as BatchOutput)))
  }
  return { given, answers, chain: { process } as unknown as ChainHandle }
}

async function taken(ahead: ProcessAhead): Promise<number[]> {
  const offsets: number[] = []
  for (let next = await ahead.take(); next; next = await ahead.take()) offsets.push(next.fed.baseOffset)
  return offsets
}

describe('a partition read ahead', () => {
  test('gives every batch once, in order, over many reads', async () => {
    const log = await logOf(60, 300_000)
    expect(await taken(new ProcessAhead(log, at, 0, ALL, null))).toEqual(Array.from({ length: 60 }, (_, i) => i))
    expect(await taken(new ProcessAhead(log, at, 57, ALL, null))).toEqual([57, 58, 59])
  })

  test('ends before the end that is wanted, and gives nothing that came later', async () => {
    const log = await logOf(5)
    expect(await taken(new ProcessAhead(log, at, 0, 3, null))).toEqual([0, 1, 2])
  })

  test('gives what was appended after it found the end', async () => {
    const log = await logOf(1)
    const ahead = new ProcessAhead(log, at, 0, ALL, null)
    expect(await taken(ahead)).toEqual([0])
    await append(log, 2)
    expect(await taken(ahead)).toEqual([1, 2])
  })

  test('gives the chain the batches that come next, and no more than a few', async () => {
    const { given, answers, chain } = chainByHand()
    const ahead = new ProcessAhead(await logOf(20), at, 0, ALL, chain)
    const first = await ahead.take()
    expect(given).toEqual([0, 1, 2, 3])
    await ahead.take()
    expect(given).toEqual([0, 1, 2, 3, 4])
    answers[0]!()
    expect(await first!.output).toEqual({ count: 1 })
  })

  test('reads only so far ahead as there is room', async () => {
    const log = await logOf(100, 900_000)
    const read = vi.spyOn(log, 'read')
    const ahead = new ProcessAhead(log, at, 0, ALL, null)
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
    const ahead = new ProcessAhead(log, at, 0, ALL, null)
    for (let i = 0; i < 3; i++) expect((await ahead.take())?.fed.baseOffset).toBe(i)
    await expect(ahead.take()).rejects.toThrow('no disk')
    await expect(ahead.take()).rejects.toThrow('no disk')
  })
})
