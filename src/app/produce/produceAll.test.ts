import { describe, expect, it } from 'vitest'
import { utf8 } from '../../protocol/bytes.ts'
import { RoundRobin } from '../../protocol/partitioner.ts'
import { type Spu, SpuError } from '../../spu/spu.ts'
import { consumed, spuWithTopic } from '../../spu/testing/localSpu.ts'
import { produceAll, type Stored } from './produceAll.ts'
import type { NewRecord } from './toBatches.ts'

function* numbers(pieces: number, each: number): Generator<NewRecord[]> {
  for (let piece = 0; piece < pieces; piece++) {
    yield Array.from({ length: each }, (_, i) => ({ key: null, value: utf8(String(piece * each + i)), timestamp: 1 }))
  }
}
const small = { records: 10, bytes: 1000 }
const to = (spu: Spu, partitions = 1) => ({ spu, topic: 't', partitions, turns: new RoundRobin() })
const never = new AbortController().signal

describe('producing many records', () => {
  it('stores all of them in order, and says what is stored', async () => {
    const { spu } = await spuWithTopic()
    const seen: Stored[] = []
    const end = await produceAll(to(spu), numbers(7, 33), (stored) => seen.push(stored), never, small)
    expect(end).toMatchObject({ end: 'all', records: 231 })
    expect(seen).toHaveLength(24)
    expect(seen.at(-1)).toMatchObject({ records: 231, bytes: end.bytes })
    expect((await consumed(spu)).rows.map(({ value }) => value)).toEqual(
      Array.from({ length: 231 }, (_, i) => String(i)),
    )
  })

  it('goes to the partitions in turn', async () => {
    const { spu } = await spuWithTopic(2)
    await produceAll(to(spu, 2), numbers(1, 25), () => {}, never, small)
    const rows = (await consumed(spu)).rows
    expect(rows.filter(({ partition }) => partition === 0).map(({ value }) => Number(value) % 2)).toEqual(
      Array(13).fill(0),
    )
  })

  it('stops, keeps what was on its way, and counts it', async () => {
    const { spu } = await spuWithTopic()
    const stop = new AbortController()
    const end = await produceAll(
      to(spu),
      numbers(100, 10),
      ({ records }) => records >= 50 && stop.abort(),
      stop.signal,
      small,
    )
    expect(end.end).toBe('stopped')
    expect(end.records).toBeLessThan(1000)
    expect((await consumed(spu)).rows).toHaveLength(end.records)
  })

  it('ends at the first failure and counts only what is stored', async () => {
    const { spu } = await spuWithTopic()
    let calls = 0
    const full: Spu = {
      ...spu,
      createTopic: spu.createTopic.bind(spu),
      produce: async (topic, partition, batch) => {
        calls += 1
        if (calls > 5) throw new SpuError('E_STORAGE_FULL', 'full')
        return spu.produce(topic, partition, batch)
      },
    }
    const end = await produceAll(to(full), numbers(100, 10), () => {}, never, small)
    expect(end).toMatchObject({ end: 'failed', records: 50, error: { code: 'E_STORAGE_FULL' } })
    expect(calls).toBeLessThan(40)
    expect((await consumed(spu)).rows).toHaveLength(50)
  })

  it('fails as the source of its records does', async () => {
    const { spu } = await spuWithTopic()
    async function* broken() {
      yield* numbers(3, 10)
      throw new RangeError('line 31')
    }
    const end = await produceAll(to(spu), broken(), () => {}, never, small)
    expect(end).toMatchObject({ end: 'failed', error: { message: 'line 31' } })
    expect((await consumed(spu)).rows).toHaveLength(end.records)
  })
})
