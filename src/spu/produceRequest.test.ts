import { describe, expect, test, vi } from 'vitest'
import { buildBatch, decodeBatchHeader, encodeBatch } from '../protocol/batch.ts'
import { type Bytes, utf8 } from '../protocol/bytes.ts'
import type { Codec } from '../protocol/compressedBatch.ts'
import { decodeRecordList, encodeRecordList } from '../protocol/recordList.ts'
import { LIMITS } from '../smartengine/limits.ts'
import { answering, TYPE } from '../smartengine/testing/handMade.ts'
import { op } from '../smartengine/testing/wasmEncoder.ts'
import { MemoryCatalog } from '../storage/memoryCatalog.ts'
import { MemoryRecordLog } from '../storage/memoryRecordLog.ts'
import { createSpu } from './createSpu.ts'
import type { ChainStepRequest, ProduceRequest, Spu, TraceEvent } from './spu.ts'
import { LocalChains, StuckChains } from './testing/localChains.ts'
import {
  addSample,
  batchOf,
  consumed,
  FIRST_TIME,
  localSpu,
  request,
  rowsOf,
  spuWithTopic,
} from './testing/localSpu.ts'

let requests = 0

function produced(
  spu: Spu,
  chain: readonly ChainStepRequest[],
  batches: readonly Bytes[],
  more: Partial<ProduceRequest> = {},
) {
  return spu.produceRequest({ stream: `produce-${requests++}`, topic: 't', partition: 0, batches, chain, ...more })
}

/** As the Rust producer sends it: the base offset is the number of records less one. */
function fromClient(...values: string[]): Bytes {
  const records = values.map((value) => ({ key: null, value: utf8(value), timestamp: FIRST_TIME }))
  return buildBatch(records, values.length - 1)
}

async function stored(spu: Spu) {
  const batches: { header: ReturnType<typeof decodeBatchHeader>; deltas: number[]; values: string[] }[] = []
  const stop = new AbortController()
  const { endOffset } = (await spu.listTopics())[0]!.partitions[0]!
  const observed = spu.observe(
    't',
    ({ batch, partition }) => {
      if (batch === null) return
      const header = decodeBatchHeader(batch)
      const rows = rowsOf(partition, batch)
      batches.push({
        header,
        deltas: rows.map(({ offset }) => offset - header.baseOffset),
        values: rows.map(({ value }) => value),
      })
      if (header.baseOffset + header.lastOffsetDelta + 1 === endOffset) stop.abort()
    },
    stop.signal,
  )
  if (endOffset === 0) stop.abort()
  await observed.catch(() => {})
  return { batches, endOffset }
}

describe('a produce request', () => {
  test('as people expect: what the chain gives, with gaps and the producer’s time', async () => {
    const { spu, chains } = await spuWithTopic()
    const chain = [await addSample(spu, 'regex-filter', { regex: 'an' }), await addSample(spu, 'regex-scrubbing')]
    const batch = batchOf('apple', 'banana', 'cherry', 'mango 123-45-6789', 'fig')
    expect(await produced(spu, chain, [batch])).toEqual({ partition: 0, baseOffset: 0, endOffset: 5, error: null })
    expect(await produced(spu, chain, [batchOf('an')])).toMatchObject({ baseOffset: 5, endOffset: 6 })
    expect((await consumed(spu)).rows.map(({ offset, timestamp, value }) => [offset, timestamp, value])).toEqual([
      [1, FIRST_TIME + 1000, 'banana'],
      [3, FIRST_TIME + 3000, 'mango ***-**-****'],
      [5, FIRST_TIME, 'an'],
    ])
    expect(chains.open).toBe(0)
  })

  test('as an SPU: one batch for all, without timestamps, the deltas begin again', async () => {
    const { spu } = await spuWithTopic()
    const chain = [await addSample(spu, 'regex-filter', { regex: 'an' })]
    const batches = [batchOf('an 1', 'x'), batchOf('y', 'an 2', 'an 3')]
    expect(await produced(spu, chain, batches, { answers: 'spu' })).toMatchObject({ baseOffset: 0, endOffset: 5 })
    const { batches: kept } = await stored(spu)
    expect(kept).toHaveLength(1)
    expect(kept[0]!.header).toMatchObject({ lastOffsetDelta: 4, firstTimestamp: -1, maxTimestamp: -1 })
    expect(kept[0]).toMatchObject({ deltas: [0, 1, 2], values: ['an 1', 'an 2', 'an 3'] })
  })

  test('everything filtered out: answered with offset 0, nothing stored', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('before'))
    const chain = [await addSample(spu, 'regex-filter', { regex: 'zzz' })]
    for (const answers of ['expected', 'spu'] as const) {
      const answer = await produced(spu, chain, [batchOf('a', 'b')], { answers })
      expect(answer).toEqual({ partition: 0, baseOffset: 0, endOffset: 0, error: null })
    }
    expect((await stored(spu)).endOffset).toBe(1)
  })

  test('an aggregate runs on over the batches of a request and begins again with the next', async () => {
    const { spu } = await spuWithTopic()
    const chain = [await addSample(spu, 'interface-of-2022')]
    await produced(spu, chain, [batchOf('1', '2'), batchOf('3')])
    await produced(spu, chain, [batchOf('5')])
    await produced(spu, chain, [batchOf('6')])
    expect((await consumed(spu)).rows.map(({ offset, value }) => [offset, value])).toEqual([
      [0, '1'],
      [1, '3'],
      [2, '6'],
      [3, '5'],
      [4, '6'],
    ])
  })

  test('fails as a whole for one record, its neighbours do not', async () => {
    const { spu } = await spuWithTopic()
    const chain = [await addSample(spu, 'require-json')]
    const answers = []
    for (const values of [
      ['1', '2'],
      ['3', 'bad'],
      ['5', '6'],
    ])
      answers.push(await produced(spu, chain, [fromClient(...values)]))
    expect(answers).toMatchObject([
      { baseOffset: 0, endOffset: 2, error: null },
      { baseOffset: 0, endOffset: 0, error: { code: 'E_RECORD', fluvioCode: 6004, step: 0, record: { offset: 2 } } },
      { baseOffset: 2, endOffset: 4, error: null },
    ])
    expect(answers[1]!.error!.text).toBe(
      'SmartModule transform error expected value at line 1 column 1\n\nSmartModule Info: \n    Type: Filter\n    Offset: 2\n    Key: NULL\n    Value: bad',
    )
    expect((await consumed(spu)).values).toEqual(['1', '2', '5', '6'])
  })

  test('a module sees the base offset that was sent', async () => {
    const { spu } = await spuWithTopic()
    const chain = [await addSample(spu, 'require-json')]
    const { error } = await produced(spu, chain, [fromClient('1', '2', 'bad', '4')])
    expect(error?.record?.offset).toBe(5)
    const second = await produced(spu, chain, [batchOf('1'), batchOf('2', 'bad')])
    expect(second).toMatchObject({ endOffset: 0, error: { record: { offset: 1 } } })
  })

  test('texts of an SPU for a trap, a failing init and a missing module', async () => {
    const { spu } = await spuWithTopic()
    const trapping = [await addSample(spu, 'panic-on-empty')]
    expect((await produced(spu, trapping, [batchOf('a', '')])).error).toMatchObject({
      fluvioCode: 2,
      code: 'E_TRAP',
      text: 'Other error: smartmodule chain failed: error while executing at wasm backtrace:',
    })
    const withoutParam = [await addSample(spu, 'regex-filter')]
    const { error } = await produced(spu, withoutParam, [batchOf('a')])
    expect(error).toMatchObject({ fluvioCode: 6005, code: 'E_INIT', step: 0 })
    expect(error?.text).toMatch(/^Error initializing .+\n\nSmartModule Init Error: \n SmartModule Chain$/)
    const missing = [{ name: 'nobody', sha256: '00', params: {} }]
    await expect(produced(spu, missing, [batchOf('a')])).rejects.toMatchObject({ code: 'E_MODULE_MISSING' })
    expect((await produced(spu, missing, [batchOf('a')], { answers: 'spu' })).error).toMatchObject({
      fluvioCode: 6001,
      text: 'SmartModule nobody was not found',
    })
    expect((await stored(spu)).endOffset).toBe(0)
  })

  test('killed or kept going by its name; counted like a stream', async () => {
    const chains = new StuckChains()
    const { spu } = localSpu(chains)
    await spu.createTopic('t', 1)
    const chain = [await addSample(spu, 'regex-scrubbing')]
    const answer = produced(spu, chain, [batchOf('a')], { stream: 'mine' })
    await vi.waitFor(() => expect(chains.chains[0]?.calls).toHaveLength(1))
    await spu.keepGoing('mine')
    expect(chains.chains[0]!.kept).toBe(1)
    for (let i = 1; i < LIMITS.streams; i++)
      void spu.consume(request({ chain }), () => {}, new AbortController().signal)
    await vi.waitFor(async () => {
      const more = produced(spu, chain, [batchOf('b')])
      await expect(more).rejects.toMatchObject({ code: 'E_STREAMS' })
    })
    await spu.kill('mine')
    expect(await answer).toMatchObject({ endOffset: 0, error: { code: 'E_KILLED', step: 0 } })
  })

  test('looks back on what is stored; a request that failed is not counted any more', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('before'))
    // a map that gives nothing, and a look_back that answers -66
    const lookBack = { exports: ['look_back'], type: TYPE.transform, code: op.i32(-66) }
    const wasm = answering([0, 0, 0, 0, 0], 0, { kind: 'map', functions: [lookBack] })
    const { sha256 } = await spu.addSmartModule('trial', 'back.wasm', 'file', wasm, () => {})
    const step = { name: 'back', sha256, params: {} }
    expect(await produced(spu, [step], [batchOf('a')])).toMatchObject({ error: null })
    for (let i = 0; i <= LIMITS.streams; i++) {
      const { error } = await produced(spu, [{ ...step, lookback: { last: 1 } }], [batchOf('a')])
      expect(error).toMatchObject({
        fluvioCode: 6007,
        text: 'SmartModule look_back error: failed to decode SmartModule look_back input',
      })
    }
  })

  test('its trace: states and the fates of the records', async () => {
    const { spu } = await spuWithTopic()
    const chain = [await addSample(spu, 'regex-filter', { regex: 'an' })]
    const events: TraceEvent[] = []
    await produced(spu, chain, [batchOf('an', 'x')], { stream: 'traced' })
    await spu.trace('traced', (event) => void events.push(event), AbortSignal.timeout(5000))
    const states = events.flatMap((event) => (event.type === 'state' ? [event.state.kind] : []))
    expect([...new Set(states)]).toEqual(['starting', 'running', 'ended'])
    const batches = events.filter((event) => event.type === 'batch')
    expect(batches.map(({ outputs }) => [...outputs])).toEqual([[1, 0]])
    expect(events.at(-1)).toMatchObject({ state: { why: 'end' } })
  })

  test('without a chain: all batches or none, each as it is', async () => {
    const { spu } = await spuWithTopic()
    expect(await produced(spu, [], [batchOf('a', 'b'), buildBatch([]), batchOf('c')])).toMatchObject({ endOffset: 3 })
    const damaged = batchOf('d')
    damaged[20] = (damaged[20] ?? 0) ^ 1
    await expect(produced(spu, [], [batchOf('d'), damaged])).rejects.toMatchObject({ code: 'E_BATCH_DAMAGED' })
    expect((await stored(spu)).batches.map(({ values }) => values)).toEqual([['a', 'b'], ['c']])
    expect(await produced(spu, [], [])).toMatchObject({ endOffset: 0, error: null })
    await expect(produced(spu, [], [batchOf('a')], { topic: 'u' })).rejects.toMatchObject({ code: 'E_TOPIC_NOT_FOUND' })
    await expect(produced(spu, [], [batchOf('a')], { partition: 1 })).rejects.toMatchObject({ code: 'E_PARTITION' })
  })

  test('as an SPU the header may promise more offsets than records, or none', async () => {
    const { spu } = await spuWithTopic()
    const recordList = encodeRecordList([
      { attributes: 0, timestampDelta: 0, offsetDelta: 0, key: null, value: utf8('a'), headers: 0 },
    ])
    const promising = (lastOffsetDelta: number) =>
      encodeBatch({ lastOffsetDelta, firstTimestamp: 1, maxTimestamp: 1, recordList })
    await expect(produced(spu, [], [promising(-1)])).rejects.toMatchObject({ code: 'E_BATCH_DAMAGED' })
    const answers = 'spu'
    expect(await produced(spu, [], [promising(9)], { answers })).toMatchObject({ baseOffset: 0, endOffset: 10 })
    expect(await produced(spu, [], [promising(-1)], { answers })).toMatchObject({ baseOffset: 0, endOffset: 0 })
    expect(await produced(spu, [], [batchOf('b')], { answers })).toMatchObject({ baseOffset: 10, endOffset: 11 })
  })
})

describe('compressed batches', () => {
  /** A codec that turns all bits over. */
  const turned = (bytes: Uint8Array): Bytes => Uint8Array.from(bytes, (byte) => byte ^ 0xff)
  const codecs = {
    inflate: async (_: Codec, bytes: Uint8Array) => turned(bytes),
    deflate: async (_: Codec, bytes: Uint8Array) => turned(bytes),
  }
  const list = (value: string) =>
    encodeRecordList([{ attributes: 0, timestampDelta: 0, offsetDelta: 0, key: null, value: utf8(value), headers: 0 }])
  const compressed = (value: string) =>
    encodeBatch({
      lastOffsetDelta: 0,
      firstTimestamp: 5,
      maxTimestamp: 5,
      recordList: turned(list(value)),
      compression: 'lz4',
    })

  async function withCodecs() {
    const log = new MemoryRecordLog()
    const catalog = new MemoryCatalog<never>()
    const spu = createSpu({ log, catalog, chains: new LocalChains(), codecs })
    await spu.createTopic('t', 1)
    const { topicId } = (await catalog.topic('t'))!
    return { spu, read: async () => (await log.read({ topicId, partition: 0 }, 0, 1e6)).map(({ batch }) => batch) }
  }

  test('as an SPU they are stored with their codec, as people expect without', async () => {
    const { spu, read } = await withCodecs()
    const chain = [await addSample(spu, 'regex-scrubbing')]
    await produced(spu, chain, [compressed('123-45-6789')], { answers: 'spu' })
    await produced(spu, [], [compressed('b')], { answers: 'spu' })
    await produced(spu, chain, [compressed('c')])
    await produced(spu, [], [compressed('d')])
    const batches = await read()
    const headers = batches.map((batch) => decodeBatchHeader(batch))
    expect(headers.map(({ compression }) => compression)).toEqual(['lz4', 'lz4', 'none', 'none'])
    const values = batches.map((batch, i) => {
      const { recordsAt, compression } = headers[i]!
      const bytes = batch.subarray(recordsAt)
      return decodeRecordList(compression === 'none' ? bytes : turned(bytes)).records[0]!.value
    })
    expect(values.map((value) => new TextDecoder().decode(value))).toEqual(['***-**-****', 'b', 'c', 'd'])
  })

  test('without codecs they are refused; what does not hold records is damaged', async () => {
    const { spu } = await spuWithTopic()
    await expect(produced(spu, [], [compressed('a')])).rejects.toMatchObject({
      code: 'E_BATCH_DAMAGED',
      message: expect.stringContaining('lz4'),
    })
    const other = (await withCodecs()).spu
    const wrong = encodeBatch({
      lastOffsetDelta: 0,
      firstTimestamp: 5,
      maxTimestamp: 5,
      recordList: list('a'),
      compression: 'lz4',
    })
    await expect(produced(other, [], [wrong], { answers: 'spu' })).rejects.toMatchObject({ code: 'E_BATCH_DAMAGED' })
  })
})
