import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildBatch, encodeBatch } from '../protocol/batch.ts'
import { utf8 } from '../protocol/bytes.ts'
import { encodeRecordList } from '../protocol/recordList.ts'
import { MemoryCatalog } from '../storage/memoryCatalog.ts'
import { MemoryRecordLog } from '../storage/memoryRecordLog.ts'
import { StorageError } from '../storage/storageError.ts'
import { threeRecords } from '../storage/testing/batches.ts'
import { createSpu } from './createSpu.ts'
import { LocalChains } from './testing/localChains.ts'
import { batchOf, consumed, FIRST_TIME, spuWithTopic } from './testing/localSpu.ts'

describe('produce', () => {
  test('gives offsets one after another in each partition', async () => {
    const { spu } = await spuWithTopic(2)
    expect(await spu.produce('t', 0, batchOf('a', 'b'))).toEqual({ partition: 0, baseOffset: 0, endOffset: 2 })
    expect(await spu.produce('t', 1, batchOf('c'))).toEqual({ partition: 1, baseOffset: 0, endOffset: 1 })
    expect(await spu.produce('t', 0, batchOf('d'))).toEqual({ partition: 0, baseOffset: 2, endOffset: 3 })
  })

  test('takes a batch of a real SPU', async () => {
    const { spu } = await spuWithTopic()
    expect(await spu.produce('t', 0, threeRecords(5))).toMatchObject({ baseOffset: 0, endOffset: 3 })
    expect((await consumed(spu)).rows.map(({ offset, timestamp, value }) => [offset, timestamp, value])).toEqual([
      [0, 1795502173361, 'one'],
      [1, 1795502173362, 'two'],
      [2, 1795502173661, 'three'],
    ])
  })

  test('a batch without records is answered, and nothing is stored', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    expect(await spu.produce('t', 0, buildBatch([]))).toEqual({ partition: 0, baseOffset: 1, endOffset: 1 })
    expect((await consumed(spu)).values).toEqual(['a'])
  })

  test('where there is no such topic or partition', async () => {
    const { spu } = await spuWithTopic(2)
    await expect(spu.produce('other', 0, batchOf('a'))).rejects.toMatchObject({ code: 'E_TOPIC_NOT_FOUND' })
    for (const partition of [-1, 2, 0.5, Number.NaN]) {
      await expect(spu.produce('t', partition, batchOf('a'))).rejects.toMatchObject({
        code: 'E_PARTITION',
        details: { topic: 't', partition, partitions: 2 },
      })
    }
  })

  test('sizes: at the limit it is stored, above it both numbers are told', async () => {
    const { spu } = await spuWithTopic()
    // record: 1 attributes, 2 deltas, 1 key tag, 3 + value, 1 headers; and 3 for its own length
    const largest = 'x'.repeat(1_048_576 - 11)
    expect(await spu.produce('t', 0, batchOf(largest))).toMatchObject({ endOffset: 1 })
    await expect(spu.produce('t', 0, batchOf(`${largest}x`))).rejects.toMatchObject({
      code: 'E_RECORD_TOO_LARGE',
      details: { size: 1_048_577, limit: 1_048_576, record: 0 },
    })
    const half = 'x'.repeat(1_048_576 - 100)
    expect(await spu.produce('t', 0, batchOf(half, half))).toMatchObject({ endOffset: 3 })
    const large = batchOf(half, half, 'x'.repeat(200))
    await expect(spu.produce('t', 0, large)).rejects.toMatchObject({
      code: 'E_BATCH_TOO_LARGE',
      details: { size: large.length, limit: 2_097_152 },
    })
    expect((await spu.listTopics())[0]!.partitions[0]!.endOffset).toBe(3)
  })

  const list = encodeRecordList(
    [0, 1].map((offsetDelta) => ({
      attributes: 0,
      timestampDelta: 0,
      offsetDelta,
      key: null,
      value: utf8('v'),
      headers: 0,
    })),
  )
  const fields = { firstTimestamp: 1, maxTimestamp: 1, recordList: list }
  test.each([
    ['a wrong crc', flipped(batchOf('abc'), 70)],
    ['something after the batch', new Uint8Array([...batchOf('abc'), 0])],
    ['two batches', new Uint8Array([...batchOf('abc'), ...batchOf('def')])],
    ['less than a batch', batchOf('abc').slice(0, 70)],
    ['no bytes', new Uint8Array(0)],
    ['no records, but offsets', encodeBatch({ ...fields, lastOffsetDelta: 2, recordList: encodeRecordList([]) })],
    ['more records than it says', encodeBatch({ ...fields, lastOffsetDelta: 0 })],
    ['records without a last offset delta', encodeBatch({ ...fields, lastOffsetDelta: -1 })],
    ['offset deltas that repeat', encodeBatch({ ...fields, lastOffsetDelta: 1, recordList: twice(list) })],
    [
      'bytes after the last record',
      encodeBatch({ ...fields, lastOffsetDelta: 1, recordList: new Uint8Array([...list, 0]) }),
    ],
  ])('%s is not stored', async (_, batch) => {
    const { spu } = await spuWithTopic()
    await expect(spu.produce('t', 0, batch)).rejects.toMatchObject({ name: 'SpuError', code: 'E_BATCH_DAMAGED' })
    expect((await spu.listTopics())[0]!.partitions[0]!.endOffset).toBe(0)
  })

  test('a batch with gaps takes all the offsets its header says', async () => {
    const { spu } = await spuWithTopic()
    const answer = await spu.produce('t', 0, encodeBatch({ ...fields, lastOffsetDelta: 4 }))
    expect(answer).toEqual({ partition: 0, baseOffset: 0, endOffset: 5 })
    expect(await spu.produce('t', 0, batchOf('after'))).toMatchObject({ baseOffset: 5 })
    expect((await consumed(spu)).offsets).toEqual([0, 1, 5])
  })

  test('any changed byte from the crc on is noticed', async () => {
    const { spu } = await spuWithTopic()
    const good = batchOf('abc', 'def')
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 16, max: good.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, bits) => {
          await expect(spu.produce('t', 0, flipped(good, at, bits))).rejects.toMatchObject({ code: 'E_BATCH_DAMAGED' })
        },
      ),
      { numRuns: 50 },
    )
  })

  test('bytes of strangers are refused, never stored', async () => {
    const { spu } = await spuWithTopic()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const refused = spu.produce('t', 0, new Uint8Array(bytes))
        await expect(refused).rejects.toMatchObject({ code: 'E_BATCH_DAMAGED' })
      }),
      { numRuns: 50 },
    )
  })

  test('what the storage says is told in the words of the SPU', async () => {
    class BrokenLog extends MemoryRecordLog {
      override async append(): Promise<never> {
        throw new StorageError('gone', 'the browser closed the storage')
      }
    }
    const spu = createSpu({ log: new BrokenLog(), catalog: new MemoryCatalog(), chains: new LocalChains() })
    await spu.createTopic('t', 1)
    await expect(spu.produce('t', 0, batchOf('a'))).rejects.toMatchObject({
      name: 'SpuError',
      code: 'E_STORAGE',
      message: 'the browser closed the storage',
      details: { reason: 'gone' },
    })
  })
})

describe('edit', () => {
  test('replaces key and value; offset, timestamp and the rest of the batch stay', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    await spu.produce('t', 0, batchOf('b', 'c', 'd'))
    const [before] = await spu.listTopics()
    const edited = await spu.editRecord('t', 0, 2, utf8('key'), utf8('a longer value'))
    expect(edited).toMatchObject({ name: 't', partitions: [{ endOffset: 4 }] })
    expect(edited.epoch).not.toBe(before!.epoch)
    expect((await consumed(spu)).rows).toEqual([
      { partition: 0, offset: 0, timestamp: FIRST_TIME, key: null, value: 'a' },
      { partition: 0, offset: 1, timestamp: FIRST_TIME, key: null, value: 'b' },
      { partition: 0, offset: 2, timestamp: FIRST_TIME + 1000, key: 'key', value: 'a longer value' },
      { partition: 0, offset: 3, timestamp: FIRST_TIME + 2000, key: null, value: 'd' },
    ])
  })

  test('edits of one batch at the same time are all kept', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a', 'b', 'c', 'd'))
    await Promise.all([0, 1, 2, 3].map((offset) => spu.editRecord('t', 0, offset, null, utf8(`e${offset}`))))
    expect((await consumed(spu)).values).toEqual(['e0', 'e1', 'e2', 'e3'])
  })

  test.each([-1, 3, 0.5, Number.NaN])('there is no record %d', async (offset) => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a', 'b', 'c'))
    const [before] = await spu.listTopics()
    await expect(spu.editRecord('t', 0, offset, null, utf8('x'))).rejects.toMatchObject({ code: 'E_OFFSET' })
    expect((await spu.listTopics())[0]!.epoch).toBe(before!.epoch)
  })

  test('a value that is too large is refused, and the next edit works', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a', 'b'))
    const large = new Uint8Array(1_048_577)
    await expect(spu.editRecord('t', 0, 1, null, large)).rejects.toMatchObject({
      code: 'E_RECORD_TOO_LARGE',
      // 1 attributes, 2 + 1 deltas, 1 key tag, 4 + value, 1 headers; and 4 for its own length
      details: { size: 1_048_577 + 14, limit: 1_048_576 },
    })
    await spu.editRecord('t', 0, 1, null, utf8(''))
    expect((await consumed(spu)).values).toEqual(['a', ''])
  })
})

function flipped(batch: Uint8Array<ArrayBuffer>, at: number, bits = 1): Uint8Array<ArrayBuffer> {
  const copy = batch.slice()
  copy[at]! ^= bits
  return copy
}

/** A list with its first record in the place of its second. */
function twice(list: Uint8Array): Uint8Array {
  const size = (list.length - 4) / 2
  const copy = list.slice()
  copy.copyWithin(4 + size, 4, 4 + size)
  return copy
}
