import { describe, expect, it } from 'vitest'
import { type Spu, SpuError } from '../../spu/spu.ts'
import { batchOf, consumed, spuWithTopic } from '../../spu/testing/localSpu.ts'
import { firstWorkspace } from '../../workspace/workspace.ts'
import { generateTopic } from '../generate/generateTopic.ts'
import { importFile } from '../importing/importFile.ts'
import type { Context } from '../session/context.ts'
import { initialState } from '../session/state.ts'
import type { TopicControl } from '../session/topicControl.ts'
import { createStore } from '../store.ts'

/** A session around an SPU with the topic `t`, and what it was told. */
async function session(change: (spu: Spu) => Spu = (spu) => spu) {
  const spu = change((await spuWithTopic()).spu)
  const store = createStore({ ...initialState({ ...firstWorkspace(), topic: 't' }), topics: await spu.listTopics() })
  const failed: unknown[] = []
  const context: Context = { store, spu: Promise.resolve(spu), fail: (_, error) => void failed.push(error) }
  const shown = {
    pick: () => {},
    reopen: () => {},
    clear: () => {},
    refresh: async () => store.patch({ topics: await spu.listTopics() }),
  }
  const topics = {
    ...shown,
    create: async () => null,
  } as unknown as TopicControl
  return { spu, store, context, failed, shown, topics }
}

const values = async (spu: Spu) => (await consumed(spu)).values
const quiet = async (store: Awaited<ReturnType<typeof session>>['store']) => {
  while (store.get().works.length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('generated records', () => {
  it('come while the page goes on, and their end is said', async () => {
    const { spu, store, context, topics } = await session()
    expect(await generateTopic(context, topics, 't', 1, { count: 2500, key: 'none' })).toBeNull()
    expect(store.get().works[0]?.title).toBe('Making records for topic t')
    await quiet(store)
    expect(store.get().status).toBe('2,500 records made for topic t.')
    expect(await values(spu)).toHaveLength(2500)
  })

  it('stay when Stop is pressed, as many as are said', async () => {
    const { spu, store, context, topics } = await session()
    await generateTopic(context, topics, 't', 1, { count: 1_000_000, key: 'account_id' })
    store.get().works[0]?.stop()
    await quiet(store)
    const stored = (await values(spu)).length
    expect(store.get().status).toMatch(/^Stopped\. [\d,]+ of 1,000,000 records are stored in topic t\.$/)
    expect(
      Number(
        store
          .get()
          .status.replace(/^Stopped\. ([\d,]+) .*$/, '$1')
          .replaceAll(',', ''),
      ),
    ).toBe(stored)
  })

  it('stay when the storage is full, and the error is shown', async () => {
    let calls = 0
    const { spu, store, context, topics, failed } = await session((whole) => ({
      ...whole,
      produce: async (topic, partition, batch) => {
        calls += 1
        if (calls > 3) throw new SpuError('E_STORAGE_FULL', 'full')
        return whole.produce(topic, partition, batch)
      },
    }))
    await generateTopic(context, topics, 't', 1, { count: 20_000, key: 'none' })
    await quiet(store)
    expect(failed).toMatchObject([{ code: 'E_STORAGE_FULL' }])
    expect(store.get().status).toBe('3,000 records were stored before the error and stay in topic t.')
    expect(await values(spu)).toHaveLength(3000)
  })
})

describe('an imported file', () => {
  it('is appended, and Undo takes back its records and no others', async () => {
    const { spu, store, context, shown } = await session()
    await spu.produce('t', 0, batchOf('before'))
    await importFile(context, shown, new File(['a\nb\n\nc'], 'x.log'))
    expect(await values(spu)).toEqual(['before', 'a', 'b', '', 'c'])
    expect(store.get().status).toBe('4 records from x.log appended to topic t.')
    expect(store.get().works).toEqual([])
    await store.get().undo?.undo()
    expect(await values(spu)).toEqual(['before'])
  })

  it('that is wrong in its last line leaves the topic as it was', async () => {
    const { spu, store, context, shown, failed } = await session()
    const lines = [...Array(3000).fill(JSON.stringify({ value: 'a'.repeat(400) })), '{"value": 7}'].join('\n')
    await importFile(context, shown, new File([lines], 'x.records.jsonl'))
    expect(failed).toMatchObject([{ code: 'E_RECORDS_FILE', line: 3001 }])
    expect(await values(spu)).toEqual([])
    expect(store.get().undo).toBeNull()
    expect(store.get().works).toEqual([])
  })

  it('can be stopped, and what is stored can be taken back', async () => {
    const { spu, store, context, shown } = await session((whole) => ({
      ...whole,
      produce: (topic, partition, batch) => {
        store.get().works[0]?.stop()
        return whole.produce(topic, partition, batch)
      },
    }))
    const text = `${'x'.repeat(1000)}\n`.repeat(5000)
    await importFile(context, shown, new File([text], 'x.txt'))
    const stored = (await values(spu)).length
    expect(stored).toBeGreaterThan(0)
    expect(stored).toBeLessThan(5000)
    expect(store.get().status).toContain('Stopped. ')
    await store.get().undo?.undo()
    expect(await values(spu)).toEqual([])
  })

  it('says what is wrong when the SPU does not answer', async () => {
    const { context, shown, failed } = await session()
    const broken = { ...context, spu: Promise.reject(new SpuError('E_ENGINE_DIED', 'gone')) }
    await importFile(broken, shown, new File(['a'], 'x.log'))
    expect(failed).toMatchObject([{ code: 'E_ENGINE_DIED' }])
  })
})
