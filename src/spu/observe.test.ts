import { expect, test, vi } from 'vitest'
import { encodeBatch } from '../protocol/batch.ts'
import { utf8 } from '../protocol/bytes.ts'
import { encodeRecordList } from '../protocol/recordList.ts'
import { observe } from './observe.ts'
import type { ObservedBatch, Spu } from './spu.ts'
import { batchOf, rowsOf, spuWithTopic, topicIdOf } from './testing/localSpu.ts'
import { TopicSignals } from './topicSignals.ts'
import { Topics } from './topics.ts'

function observer(spu: Spu, topic = 't') {
  const values: string[] = []
  const cancel = new AbortController()
  const done = spu.observe(
    topic,
    ({ partition, batch }) => {
      for (const { offset, value } of batch ? rowsOf(partition, batch) : [])
        values.push(`${partition}:${offset} ${value}`)
    },
    cancel.signal,
  )
  return { values, done, cancel: () => cancel.abort() }
}

test('stored batches, partition after partition, then new ones', async () => {
  const { spu } = await spuWithTopic(2)
  await spu.produce('t', 1, batchOf('c'))
  await spu.produce('t', 0, batchOf('a', 'b'))
  const { values, done, cancel } = observer(spu)
  await vi.waitFor(() => expect(values).toEqual(['0:0 a', '0:1 b', '1:0 c']))
  await spu.produce('t', 1, batchOf('d'))
  await spu.produce('t', 0, batchOf('e'))
  await vi.waitFor(() => expect(values.slice(3)).toEqual(['1:1 d', '0:2 e']))
  cancel()
  await done
})

test.each(['replaced', 'restored', 'deleted', 'edited'])(
  'ends when the topic is %s; a new one sees it as it is',
  async (what) => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    if (what === 'restored') await spu.replaceTopic('t', [[batchOf('b')]])
    const { values, done } = observer(spu)
    await vi.waitFor(() => expect(values).toHaveLength(1))
    if (what === 'replaced') await spu.replaceTopic('t', [[batchOf('b')]])
    else if (what === 'restored') await spu.restoreTopic('t')
    else if (what === 'deleted') await spu.deleteTopic('t')
    else await spu.editRecord('t', 0, 0, null, utf8('b'))
    await done
    if (what === 'deleted') return
    const again = observer(spu)
    await vi.waitFor(() => expect(again.values).toEqual([what === 'restored' ? '0:0 a' : '0:0 b']))
    again.cancel()
    await again.done
  },
)

test('a damaged batch is told after the readable ones around it', async () => {
  const { spu, log, catalog } = await spuWithTopic()
  await spu.produce('t', 0, batchOf('a'))
  const broken = batchOf('b', 'c')
  broken[broken.length - 2]! ^= 1
  await log.append({ topicId: await topicIdOf(catalog), partition: 0 }, [broken])
  await spu.produce('t', 0, batchOf('d'))
  const { values, done } = observer(spu)
  await expect(done).rejects.toMatchObject({
    name: 'SpuError',
    code: 'E_BATCH_DAMAGED',
    details: { partition: 0, baseOffset: 1, lastOffset: 2 },
  })
  expect(values).toEqual(['0:0 a', '0:3 d'])
})

test('an observer that takes its time is waited for, and one that left is not', async () => {
  const { spu } = await spuWithTopic()
  for (const value of ['a', 'b']) await spu.produce('t', 0, batchOf(value))
  const cancel = new AbortController()
  let calls = 0
  const done = spu.observe(
    't',
    () => {
      calls++
      return new Promise(() => {})
    },
    cancel.signal,
  )
  await vi.waitFor(() => expect(calls).toBe(1))
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(calls).toBe(1)
  cancel.abort()
  await done
})

test('there is no such topic', async () => {
  const { spu } = await spuWithTopic()
  await expect(observer(spu, 'other').done).rejects.toMatchObject({ code: 'E_TOPIC_NOT_FOUND' })
})

test('an observer that left is not called any more', async () => {
  class CountedSignals extends TopicSignals {
    listening = 0
    override subscribe(...of: Parameters<TopicSignals['subscribe']>): () => void {
      const leave = super.subscribe(...of)
      this.listening++
      return () => {
        this.listening--
        leave()
      }
    }
  }
  const { log, catalog } = await spuWithTopic()
  const signals = new CountedSignals()
  const topics = new Topics(catalog, log, signals, () => 0)
  const cancel = new AbortController()
  const done = observe({ log, topics, signals }, 't', () => {}, cancel.signal)
  await vi.waitFor(() => expect(signals.listening).toBe(1))
  cancel.abort()
  await done
  expect(signals.listening).toBe(0)
})

test('bytes come along up to a budget, heads always; the rest is read at its place', async () => {
  const { spu, log, catalog } = await spuWithTopic()
  await spu.produce('t', 0, batchOf('a', 'b'))
  // a batch in which an offset has no record
  const at = { topicId: await topicIdOf(catalog), partition: 0 }
  const gap = encodeBatch({
    lastOffsetDelta: 2,
    firstTimestamp: 0,
    maxTimestamp: 0,
    recordList: encodeRecordList(
      [0, 2].map((offsetDelta) => ({
        attributes: 0,
        timestampDelta: 0,
        offsetDelta,
        key: null,
        value: utf8('gap'),
        headers: 0,
      })),
    ),
  })
  await log.append(at, [gap])
  const seen: ObservedBatch[] = []
  const cancel = new AbortController()
  const done = spu.observe('t', (batch) => void seen.push(batch), cancel.signal, batchOf('a', 'b').length)
  await vi.waitFor(() => expect(seen).toHaveLength(2))
  expect(seen.map(({ baseOffset, lastOffset, records, deltas }) => [baseOffset, lastOffset, records, deltas])).toEqual([
    [0, 1, 2, null],
    [2, 4, 2, Int32Array.of(0, 2)],
  ])
  expect(seen[0]?.batch).toHaveLength(seen[0]?.bytes ?? -1)
  expect(seen[1]?.batch).toBeNull()
  const read = await spu.readBatches('t', 0, 3, 1)
  expect(read.map(({ baseOffset, lastOffset, batch }) => [baseOffset, lastOffset, batch.length])).toEqual([
    [2, 4, gap.length],
  ])
  expect(await spu.readBatches('t', 0, 5, 1000)).toEqual([])
  cancel.abort()
  await done
})
