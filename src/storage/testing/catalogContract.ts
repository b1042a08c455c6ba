import { describe, expect, test } from 'vitest'
import type { Catalog, ModuleRecord, TopicRecord } from '../catalog.ts'

interface Facts {
  readonly kind: string
  readonly list: readonly number[]
}

const ACCOUNTS: TopicRecord = { name: 'accounts', topicId: 't1', epoch: 'e1', partitions: 2, replaced: null }

/**
 * What every Catalog promises.
 * @param connect connections to one empty catalog
 */
export function catalogContract(connect: (connections: number) => Promise<Catalog<Facts>[]>): void {
  const open = async (): Promise<Catalog<Facts>> => (await connect(1))[0]!

  describe('topics', () => {
    test('are listed by name', async () => {
      const catalog = await open()
      expect(await catalog.topics()).toEqual([])
      const cats = { ...ACCOUNTS, name: 'a-cats' }
      for (const topic of [ACCOUNTS, cats]) await catalog.changeTopic(topic.name, () => ({ topic }))
      expect(await catalog.topics()).toEqual([cats, ACCOUNTS])
      expect(await catalog.topic('accounts')).toEqual(ACCOUNTS)
      expect(await catalog.topic('other')).toBeUndefined()
    })

    test('a change sees the topic as it is, and returns what it became', async () => {
      const catalog = await open()
      await catalog.changeTopic('accounts', () => ({ topic: ACCOUNTS }))
      const changed = await catalog.changeTopic('accounts', (current) => ({ topic: { ...current!, epoch: 'e2' } }))
      expect(changed).toEqual({ ...ACCOUNTS, epoch: 'e2' })
      expect(await catalog.changeTopic('accounts', () => ({ topic: null }))).toBeNull()
      expect(await catalog.topics()).toEqual([])
    })

    test('a change that throws changes nothing and says why', async () => {
      const catalog = await open()
      await catalog.changeTopic('accounts', () => ({ topic: ACCOUNTS }))
      const refusal = new Error('not like this')
      const refused = catalog.changeTopic('accounts', () => {
        throw refusal
      })
      await expect(refused).rejects.toBe(refusal)
      expect(await catalog.topic('accounts')).toEqual(ACCOUNTS)
    })

    test('changes of several connections follow one another', async () => {
      const catalogs = await connect(3)
      await catalogs[0]!.changeTopic('accounts', () => ({ topic: { ...ACCOUNTS, partitions: 0 } }))
      await Promise.all(
        catalogs.flatMap((catalog) =>
          Array.from({ length: 20 }, () =>
            catalog.changeTopic('accounts', (current) => ({
              topic: { ...current!, partitions: current!.partitions + 1 },
            })),
          ),
        ),
      )
      expect((await catalogs[2]!.topic('accounts'))?.partitions).toBe(60)
    })
  })

  test('marks are set and taken away, alone or together with a topic', async () => {
    const catalog = await open()
    await catalog.mark({ topicId: 'importing', after: 5000 })
    expect(await catalog.marks()).toEqual([{ topicId: 'importing', after: 5000 }])
    await catalog.changeTopic('accounts', () => ({ topic: ACCOUNTS, discard: ['old', 'older'], keep: ['importing'] }))
    const byId = (await catalog.marks()).sort((a, b) => (a.topicId < b.topicId ? -1 : 1))
    expect(byId).toEqual([
      { topicId: 'old', after: 0 },
      { topicId: 'older', after: 0 },
    ])
    await catalog.unmark('old')
    await catalog.unmark('never marked')
    expect(await catalog.marks()).toEqual([{ topicId: 'older', after: 0 }])
  })

  test('modules keep the order they were added in, and all builds of a name', async () => {
    const catalog = await open()
    const added = [moduleOf('b', '01'), moduleOf('a', '02'), moduleOf('b', '03')]
    for (const [i, module] of added.entries()) await catalog.addModule(module, new Uint8Array([i]))
    expect(await catalog.modules()).toEqual(added)
    await catalog.addModule(added[0]!, new Uint8Array([0]))
    expect(await catalog.modules()).toEqual([added[1], added[2], added[0]])
    expect(await catalog.moduleBytes('03')).toEqual(new Uint8Array([2]))
    expect(await catalog.moduleBytes('04')).toBeUndefined()
  })
}

function moduleOf(name: string, sha256: string): ModuleRecord<Facts> {
  return { name, fileName: `${name}.wasm`, sha256, bytes: 1, origin: 'file', facts: { kind: 'map', list: [1, 2] } }
}
