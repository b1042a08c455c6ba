import { describe, expect, test } from 'vitest'
import { utf8 } from '../protocol/bytes.ts'
import { MemoryCatalog } from '../storage/memoryCatalog.ts'
import { MemoryRecordLog } from '../storage/memoryRecordLog.ts'
import { StorageError } from '../storage/storageError.ts'
import { createSpu } from './createSpu.ts'
import { LocalChains } from './testing/localChains.ts'
import { batchOf, consumed, localSpu, spuWithTopic, topicIdOf } from './testing/localSpu.ts'

describe('create, list, delete', () => {
  test('a new topic is empty and listed by name', async () => {
    const { spu } = localSpu(new LocalChains())
    expect(await spu.listTopics()).toEqual([])
    const created = await spu.createTopic('b-topic', 2)
    expect(created).toEqual({
      name: 'b-topic',
      epoch: created.epoch,
      partitions: [
        { partition: 0, endOffset: 0 },
        { partition: 1, endOffset: 0 },
      ],
    })
    await spu.createTopic('a', 1)
    await spu.produce('b-topic', 1, batchOf('x', 'y'))
    const [a, b] = await spu.listTopics()
    expect(a).toMatchObject({ name: 'a' })
    expect(b).toMatchObject({ name: 'b-topic', epoch: created.epoch, partitions: [{}, { endOffset: 2 }] })
    expect(a!.epoch).not.toBe(b!.epoch)
  })

  test.each(['a', '0', 'a-b', 'a--b', 'x'.repeat(63)])('the name %s is taken', async (name) => {
    const { spu } = localSpu(new LocalChains())
    expect(await spu.createTopic(name, 1)).toMatchObject({ name })
  })

  test.each(['', '-', '-a', 'a-', 'A', 'a_b', 'a.b', 'ä', 'a b', 'a\n', 'x'.repeat(64)])(
    'the name %j is refused',
    async (name) => {
      const { spu } = localSpu(new LocalChains())
      await expect(spu.createTopic(name, 1)).rejects.toMatchObject({
        name: 'SpuError',
        code: 'E_TOPIC_NAME',
        details: { length: name.length, limit: 63 },
      })
    },
  )

  test.each([0, 9, -1, 1.5, Number.NaN])('%d partitions are refused', async (partitions) => {
    const { spu } = localSpu(new LocalChains())
    await expect(spu.createTopic('t', partitions)).rejects.toMatchObject({
      code: 'E_PARTITION',
      details: { partitions, limit: 8 },
    })
    expect(await spu.createTopic('t', 8)).toMatchObject({ partitions: { length: 8 } })
  })

  test('a name is given once', async () => {
    const { spu } = await spuWithTopic()
    await expect(spu.createTopic('t', 1)).rejects.toMatchObject({ code: 'E_TOPIC_EXISTS', details: { topic: 't' } })
  })

  test('a deleted topic is gone with its records; made again it is another', async () => {
    const { spu, log, catalog } = await spuWithTopic()
    const topicId = await topicIdOf(catalog)
    await spu.produce('t', 0, batchOf('a'))
    const [before] = await spu.listTopics()
    await spu.deleteTopic('t')
    expect(await spu.listTopics()).toEqual([])
    expect(await log.endOffset({ topicId, partition: 0 })).toBe(0)
    expect(await catalog.marks()).toEqual([])
    const again = await spu.createTopic('t', 1)
    expect(again).toMatchObject({ partitions: [{ endOffset: 0 }] })
    expect(again.epoch).not.toBe(before!.epoch)
    await spu.deleteTopic('t')
    await expect(spu.deleteTopic('t')).rejects.toMatchObject({ code: 'E_TOPIC_NOT_FOUND' })
  })
})

describe('replace, restore', () => {
  test('Undo is exact: the same bytes at the same offsets', async () => {
    const { spu } = await spuWithTopic(2)
    await spu.produce('t', 0, batchOf('a', 'b'))
    await spu.produce('t', 0, batchOf('c'))
    await spu.produce('t', 1, batchOf('d'))
    const before = await consumed(spu)
    const [topic] = await spu.listTopics()
    const replaced = await spu.replaceTopic('t', [[batchOf('x'), batchOf('y', 'z')]])
    expect(replaced).toMatchObject({ name: 't', partitions: [{ partition: 0, endOffset: 3 }] })
    expect(replaced.epoch).not.toBe(topic!.epoch)
    expect((await consumed(spu)).rows.map(({ offset, value }) => [offset, value])).toEqual([
      [0, 'x'],
      [1, 'y'],
      [2, 'z'],
    ])
    const restored = await spu.restoreTopic('t')
    expect(restored).toMatchObject({ partitions: [{ endOffset: 3 }, { endOffset: 1 }] })
    expect([topic!.epoch, replaced.epoch]).not.toContain(restored.epoch)
    expect((await consumed(spu)).frames).toEqual(before.frames)
    await spu.produce('t', 1, batchOf('e'))
    expect((await consumed(spu)).values).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test('only the last replacement can be undone, once; what nobody can reach is removed', async () => {
    const { spu, log, catalog } = await spuWithTopic()
    const ids: string[] = []
    await spu.produce('t', 0, batchOf('first'))
    ids.push(await topicIdOf(catalog))
    for (const value of ['second', 'third']) {
      await spu.replaceTopic('t', [[batchOf(value)]])
      ids.push(await topicIdOf(catalog))
    }
    const ends = () => Promise.all(ids.map((topicId) => log.endOffset({ topicId, partition: 0 })))
    expect(await ends()).toEqual([0, 1, 1])
    await spu.restoreTopic('t')
    expect((await consumed(spu)).values).toEqual(['second'])
    expect(await ends()).toEqual([0, 1, 0])
    await expect(spu.restoreTopic('t')).rejects.toMatchObject({ code: 'E_TOPIC_NOT_FOUND' })
    await spu.replaceTopic('t', [[]])
    await spu.deleteTopic('t')
    expect(await ends()).toEqual([0, 0, 0])
    expect(await catalog.marks()).toEqual([])
  })

  test('an edit of the topic that was put in does not touch the one it replaced', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    await spu.replaceTopic('t', [[batchOf('x')]])
    await spu.editRecord('t', 0, 0, null, utf8('y'))
    expect((await consumed(spu)).values).toEqual(['y'])
    await spu.restoreTopic('t')
    expect((await consumed(spu)).values).toEqual(['a'])
  })

  test('content that is not right leaves the topic as it was', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    const broken = batchOf('x')
    broken[30]! ^= 1
    const refused = spu.replaceTopic('t', [[batchOf('x'), broken]])
    await expect(refused).rejects.toMatchObject({ code: 'E_BATCH_DAMAGED' })
    await expect(spu.replaceTopic('t', [])).rejects.toMatchObject({ code: 'E_PARTITION' })
    await expect(spu.replaceTopic('other', [[]])).rejects.toMatchObject({ code: 'E_TOPIC_NOT_FOUND' })
    expect((await consumed(spu)).values).toEqual(['a'])
  })

  test('a replacement that the storage refuses half-way is undone', async () => {
    class FullLog extends MemoryRecordLog {
      full = false
      override async append(...args: Parameters<MemoryRecordLog['append']>) {
        if (this.full && args[0].partition === 1) throw new StorageError('full', 'QuotaExceededError')
        return super.append(...args)
      }
    }
    const log = new FullLog()
    const catalog = new MemoryCatalog<never>()
    const spu = createSpu({ log, catalog, chains: new LocalChains() })
    await spu.createTopic('t', 1)
    await spu.produce('t', 0, batchOf('a'))
    log.full = true
    const refused = spu.replaceTopic('t', [[batchOf('x')], [batchOf('y')]])
    await expect(refused).rejects.toMatchObject({ name: 'SpuError', code: 'E_STORAGE_FULL' })
    expect((await consumed(spu)).values).toEqual(['a'])
    expect(await catalog.marks()).toEqual([])
  })
})

test('what an earlier SPU left half removed is removed at the start, an import in progress is not', async () => {
  const log = new MemoryRecordLog()
  const catalog = new MemoryCatalog<never>()
  const left = { topicId: 'left', partition: 0 }
  const importing = { topicId: 'importing', partition: 0 }
  for (const at of [left, importing]) await log.append(at, [batchOf('x')])
  await catalog.mark({ topicId: 'left', after: 0 })
  await catalog.mark({ topicId: 'importing', after: 5001 })
  const spu = createSpu({ log, catalog, chains: new LocalChains(), now: () => 5000 })
  await expect.poll(() => log.endOffset(left)).toBe(0)
  await expect.poll(() => catalog.marks()).toEqual([{ topicId: 'importing', after: 5001 }])
  expect(await log.endOffset(importing)).toBe(1)
  await spu.ping()
})
