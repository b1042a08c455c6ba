import { describe, expect, test } from 'vitest'
import type { TraceEvent } from './spu.ts'
import { addSample, batchOf, consumed, openStream, request, spuWithTopic } from './testing/localSpu.ts'
import { Traces } from './trace.ts'

const WAITING: TraceEvent = { type: 'state', state: { kind: 'waiting' } }
const ENDED: TraceEvent = { type: 'state', state: { kind: 'ended', why: 'end' } }

function reader(traces: Traces, stream: string, signal = AbortSignal.timeout(5000)) {
  const events: TraceEvent[] = []
  return { events, done: traces.read(stream, (event) => void events.push(event), signal) }
}

describe('order of stream and reader does not matter', () => {
  test('a reader that comes first gets everything', async () => {
    const traces = new Traces()
    const { events, done } = reader(traces, 's')
    const sink = traces.open('s')
    sink.emit(WAITING)
    await expect.poll(() => events).toEqual([WAITING])
    sink.emit(ENDED)
    sink.end()
    await done
    expect(events).toEqual([WAITING, ENDED])
  })

  test('a reader that comes in the middle gets everything', async () => {
    const traces = new Traces()
    const sink = traces.open('s')
    sink.emit(WAITING)
    const { events, done } = reader(traces, 's')
    sink.emit(ENDED)
    sink.end()
    await done
    expect(events).toEqual([WAITING, ENDED])
  })

  test('a reader that comes after the end gets everything', async () => {
    const traces = new Traces()
    const sink = traces.open('s')
    sink.emit(WAITING)
    sink.emit(ENDED)
    sink.end()
    const { events, done } = reader(traces, 's')
    await done
    expect(events).toEqual([WAITING, ENDED])
  })
})

test('a reader that leaves and another that comes: what happens in between is kept', async () => {
  const traces = new Traces()
  const cancel = new AbortController()
  const first = reader(traces, 's', cancel.signal)
  const sink = traces.open('s')
  sink.emit(WAITING)
  await expect.poll(() => first.events).toHaveLength(1)
  cancel.abort()
  await first.done
  sink.emit(WAITING)
  const second = reader(traces, 's')
  sink.emit(ENDED)
  await expect.poll(() => second.events).toEqual([WAITING, ENDED])
  sink.end()
  await second.done
})

test('a reader of a stream that never comes ends with its signal', async () => {
  const { spu } = await spuWithTopic()
  await spu.trace('never', () => {}, AbortSignal.abort())
  const cancel = new AbortController()
  const waiting = spu.trace('never', () => {}, cancel.signal)
  cancel.abort()
  await waiting
})

test('events nobody reads are given up, the oldest first; the end stays', async () => {
  const traces = new Traces()
  const sink = traces.open('s')
  const failed = (baseOffset: number): TraceEvent => ({
    type: 'failed',
    partition: 0,
    baseOffset,
    lastOffset: 0,
    step: 0,
  })
  for (let i = 0; i < 20_005; i++) sink.emit(failed(i))
  sink.emit(ENDED)
  sink.end()
  const { events, done } = reader(traces, 's')
  await done
  expect(events).toHaveLength(20_000)
  expect(events.at(0)).toEqual(failed(6))
  expect(events.at(-1)).toEqual(ENDED)
})

describe('a stream', () => {
  test('tells a reader that comes after its end', async () => {
    const { spu } = await spuWithTopic(1, () => 0)
    await spu.produce('t', 0, batchOf('a', 'b'))
    const wanted = request({ chain: [await addSample(spu, 'regex-scrubbing')] })
    await spu.consume(wanted, () => {}, new AbortController().signal)
    const events: TraceEvent[] = []
    await spu.trace(wanted.stream, (event) => void events.push(event), AbortSignal.timeout(5000))
    const kinds = events.map((event) => (event.type === 'state' ? event.state.kind : event.type))
    // a slow first call is told as progress once more
    expect(kinds.filter((kind, i) => kind !== kinds[i - 1])).toEqual([
      'starting',
      'running',
      'batch',
      'running',
      'ended',
    ])
    expect(events[1]).toEqual({ type: 'state', state: { kind: 'running', done: 0, total: 2 } })
    expect(events.at(-2)).toEqual({ type: 'state', state: { kind: 'running', done: 2, total: 2 } })
  })

  test('is not delayed by a reader, and batches are told after their frames', async () => {
    const { spu } = await spuWithTopic()
    for (const value of ['a', 'b', 'c']) await spu.produce('t', 0, batchOf(value))
    const wanted = request()
    const order: string[] = []
    const traced = spu.trace(
      wanted.stream,
      (event) => {
        if (event.type === 'batch') order.push(`trace ${event.baseOffset}`)
      },
      AbortSignal.timeout(5000),
    )
    let frames = 0
    await spu.consume(wanted, () => void order.push(`frame ${frames++}`), new AbortController().signal)
    await traced
    for (const offset of [0, 1, 2]) {
      expect(order.indexOf(`frame ${offset}`)).toBeLessThan(order.indexOf(`trace ${offset}`))
    }
    expect(order).toHaveLength(6)
  })

  test('counts what it has to do from its start to the log end', async () => {
    const { spu } = await spuWithTopic(2)
    await spu.produce('t', 0, batchOf('a', 'b', 'c', 'd'))
    await spu.produce('t', 1, batchOf('e', 'f'))
    const { trace } = await consumed(spu, { start: { from: 'offset', offset: 1 } })
    expect(trace[1]).toEqual({ type: 'state', state: { kind: 'running', done: 0, total: 4 } })
  })

  test('without SmartModules: every record was sent as it is', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a', 'b'))
    const { batches } = await consumed(spu)
    expect(batches).toEqual([
      {
        type: 'batch',
        partition: 0,
        baseOffset: 0,
        deltas: new Int32Array([0, 1]),
        fates: new Uint8Array(2),
        endedIn: new Uint8Array(2),
        outputs: new Int32Array([1, 1]),
        steps: [],
        log: [],
        bypassedAfter: null,
      },
    ])
  })

  test('tells of a batch that was cut to the start only what the stream is about', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a', 'b', 'c'))
    const { received, done } = openStream(spu, {
      start: { from: 'offset', offset: 1 },
      chain: [await addSample(spu, 'regex-scrubbing')],
    })
    await done
    expect(received.batches).toMatchObject([{ baseOffset: 0, steps: [{ recordsIn: 2 }] }])
    expect([...received.batches[0]!.deltas]).toEqual([1, 2])
  })
})
