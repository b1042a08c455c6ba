import { afterEach, expect, test } from 'vitest'
import { batchRecordList, buildBatch } from '../protocol/batch.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { recordViews } from '../protocol/recordList.ts'
import type { Overdue } from '../smartengine/chainHost.ts'
import type { Budgets } from '../smartengine/limits.ts'
import type { ConsumeRequest, SmartModuleInfo, StreamFrame, TraceEvent } from '../spu/spu.ts'
import { transfer } from '../wire/transfer.ts'
import { connectSpu, type SpuConnection } from './spuClient.ts'

// Both walls, with their real workers, real storage and real modules. The development server serves workers as modules
// by URL; the build's inline form and the content policy are tested end to end.

let connections: SpuConnection[] = []
afterEach(async () => {
  for (const { spu } of connections) {
    const topics = await spu.listTopics().catch(() => [])
    for (const { name } of topics) await spu.deleteTopic(name)
  }
  connections = []
})

function start(budgets: Partial<Budgets> = {}): SpuConnection {
  const connection = connectSpu({ budgets })
  connections.push(connection)
  return connection
}

let names = 0
const unique = (prefix: string) => `${prefix}-${Date.now().toString(36)}-${names++}`

async function wasm(name: string): Promise<Bytes> {
  const response = await fetch(`/smartmodules/${name}.wasm`)
  return new Uint8Array(await response.arrayBuffer())
}

async function load({ spu }: SpuConnection, name: string): Promise<SmartModuleInfo> {
  return spu.addSmartModule(unique('trial'), `${name}.wasm`, 'built in', await wasm(name), () => {})
}

function batchOf(...values: string[]): Bytes {
  const encoder = new TextEncoder()
  const timestamp = 1_700_000_000_000
  return buildBatch(values.map((value) => ({ key: null, value: encoder.encode(value), timestamp })))
}

function textsOf({ batch }: StreamFrame): string[] {
  if (!batch) return []
  const views = recordViews(batchRecordList(batch))
  return Array.from({ length: views.count }, (_, i) => new TextDecoder().decode(views.value(i)))
}

function request(topic: string, modules: readonly SmartModuleInfo[], tail = false): ConsumeRequest {
  const chain = modules.map(({ name, sha256 }) => ({ name, sha256, params: {} }))
  return { stream: unique('stream'), topic, start: { from: 'beginning' }, tail, chain }
}

async function consumeAll({ spu }: SpuConnection, asked: ConsumeRequest): Promise<StreamFrame[]> {
  const frames: StreamFrame[] = []
  await spu.consume(asked, (frame) => void frames.push(frame), new AbortController().signal)
  return frames
}

async function topicOf({ spu }: SpuConnection, ...batches: Bytes[]): Promise<string> {
  const name = unique('topic')
  await spu.createTopic(name, 1)
  for (const batch of batches) await spu.produce(name, 0, batch)
  return name
}

test('records go through a SmartModule over both walls', async () => {
  const connection = start()
  const { spu } = connection
  const topic = unique('accounts')
  // sent before the storage is open
  const created = spu.createTopic(topic, 1)
  expect(await connection.storage).toEqual({ kind: 'indexeddb' })
  expect((await created).partitions).toEqual([{ partition: 0, endOffset: 0 }])

  const batch = batchOf('ssn 123-45-6789', 'none')
  expect(await spu.produce(topic, 0, transfer(batch, [batch]))).toEqual({ partition: 0, baseOffset: 0, endOffset: 2 })
  expect(batch.byteLength).toBe(0)

  const scrubbing = await load(connection, 'regex-scrubbing')
  const asked = request(topic, [scrubbing])
  const events: TraceEvent[] = []
  const traced = spu.trace(asked.stream, (event) => void events.push(event), new AbortController().signal)
  const frames = await consumeAll(connection, asked)
  await traced
  expect(frames.flatMap(textsOf)).toEqual(['ssn ***-**-****', 'none'])
  expect(events.filter((event) => event.type === 'batch').map((event) => [...event.fates])).toEqual([[0, 0]])
  expect(events.at(-1)).toEqual({ type: 'state', state: { kind: 'ended', why: 'end' } })
})

test('several batches, observed twice: bytes that moved are still in the log', async () => {
  const connection = start()
  const topic = await topicOf(connection, batchOf('a'), batchOf('b'), batchOf('c'))
  for (const modules of [[], [await load(connection, 'regex-scrubbing')], []]) {
    const frames = await consumeAll(connection, request(topic, modules))
    expect(frames.flatMap(textsOf)).toEqual(['a', 'b', 'c'])
  }
  for (let i = 0; i < 2; i++) {
    const controller = new AbortController()
    const seen: string[] = []
    await connection.spu.observe(
      topic,
      ({ partition, batch }) => {
        seen.push(...textsOf({ partition, batch, error: null }))
        if (seen.length === 3) controller.abort()
      },
      controller.signal,
    )
    expect(seen).toEqual(['a', 'b', 'c'])
  }
})

test('an observer that holds nothing gets heads, and reads batches at their place', async () => {
  const connection = start()
  const topic = await topicOf(connection, batchOf('a'), batchOf('b'), batchOf('c'))
  const controller = new AbortController()
  const seen: (number | null)[] = []
  await connection.spu.observe(
    topic,
    ({ baseOffset, batch }) => {
      seen.push(batch === null ? baseOffset : null)
      if (seen.length === 3) controller.abort()
    },
    controller.signal,
    0,
  )
  expect(seen).toEqual([0, 1, 2])
  for (let i = 0; i < 2; i++) {
    const read = await connection.spu.readBatches(topic, 0, 1, 1_000_000)
    expect(read.flatMap(({ batch }) => textsOf({ partition: 0, batch, error: null }))).toEqual(['b', 'c'])
  }
})

test('a module that loops for ever is stopped, and only it', async () => {
  const connection = start({ startup: 600, call: 300 })
  const topic = await topicOf(connection, batchOf('ssn 123-45-6789'))
  const scrubbing = await load(connection, 'regex-scrubbing')
  const stuck = request(topic, [scrubbing, await load(connection, 'loop-forever')])
  const stopped = consumeAll(connection, stuck)
  const good = await consumeAll(connection, request(topic, [scrubbing]))
  expect(good.flatMap(textsOf)).toEqual(['ssn ***-**-****'])
  const frames = await stopped
  expect(frames).toMatchObject([
    {
      batch: null,
      error: { code: 'E_TIMEOUT', step: 1, smartModule: 'loop-forever', details: { stage: 'map', baseOffset: 0 } },
    },
  ])
  const seconds = frames[0]?.error?.details.seconds
  expect(seconds).toBeGreaterThanOrEqual(0.6)
  // the page may lower a budget; what it says is what was used
  expect(seconds).toBeLessThan(1.5)
  expect((await consumeAll(connection, request(topic, [scrubbing]))).flatMap(textsOf)).toEqual(['ssn ***-**-****'])
})

test('a loop in init, and one in a later batch', async () => {
  const connection = start({ startup: 600, call: 300 })
  const topic = await topicOf(connection, batchOf('a'), batchOf('b'))
  const inInit = await consumeAll(connection, request(topic, [await load(connection, 'loop-in-init')]))
  expect(inInit).toMatchObject([{ batch: null, error: { code: 'E_TIMEOUT', details: { stage: 'init' } } }])
  const later = await consumeAll(connection, request(topic, [await load(connection, 'loop-later')]))
  expect(later.at(-1)?.error).toMatchObject({ code: 'E_TIMEOUT', details: { stage: 'map', baseOffset: 1 } })
})

test('a stream that is overdue can be killed', async () => {
  const connection = start({ startup: 4000 })
  const { spu } = connection
  const topic = await topicOf(connection, batchOf('a'))
  const asked = request(topic, [await load(connection, 'loop-forever')])
  let overdue: Overdue | undefined
  let pressed = 0
  const traced = spu.trace(
    asked.stream,
    (event) => {
      if (event.type !== 'state' || event.state.kind !== 'overdue' || overdue) return
      overdue = event.state.overdue
      pressed = performance.now()
      void spu.kill(asked.stream)
    },
    new AbortController().signal,
  )
  const frames = await consumeAll(connection, asked)
  const took = performance.now() - pressed
  await traced
  expect(overdue).toMatchObject({ smartModule: 'loop-forever', stage: 'map', baseOffset: 0 })
  expect(frames).toMatchObject([{ batch: null, error: { code: 'E_KILLED', step: 0 } }])
  expect(took).toBeLessThan(500)
})

test('an error of the SPU keeps its code', async () => {
  const { spu } = start()
  await expect(spu.produce('nowhere', 0, batchOf('a'))).rejects.toMatchObject({
    name: 'SpuError',
    code: 'E_TOPIC_NOT_FOUND',
  })
})

test('restart: what was pending is told, what was stored is there', async () => {
  const connection = start()
  const { spu } = connection
  const topic = await topicOf(connection, batchOf('a'))
  const streaming = spu.consume(request(topic, [], true), () => {}, new AbortController().signal)
  const told = expect(streaming).rejects.toMatchObject({ name: 'SpuError', code: 'E_ENGINE_DIED' })
  connection.restart()
  await told
  expect(connection.spu).toBe(spu)
  expect(await connection.storage).toEqual({ kind: 'indexeddb' })
  expect((await consumeAll(connection, request(topic, []))).flatMap(textsOf)).toEqual(['a'])
})
