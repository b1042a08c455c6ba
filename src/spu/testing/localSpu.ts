import { readFile } from 'node:fs/promises'
import { batchRecordList, buildBatch, decodeBatchHeader } from '../../protocol/batch.ts'
import { type Bytes, utf8 } from '../../protocol/bytes.ts'
import { decodeRecordList } from '../../protocol/recordList.ts'
import type { ChainHost } from '../../smartengine/chainHost.ts'
import type { ModuleFacts } from '../../smartengine/preflight.ts'
import { MemoryCatalog } from '../../storage/memoryCatalog.ts'
import { MemoryRecordLog } from '../../storage/memoryRecordLog.ts'
import { createSpu } from '../createSpu.ts'
import type { ChainStepRequest, ConsumeRequest, FrameError, Spu, StreamFrame, TraceEvent } from '../spu.ts'
import { LocalChains } from './localChains.ts'

/** Time of the first record of every batch made here. */
export const FIRST_TIME = 1_700_000_000_000

/** A record as a reader sees it. */
export interface Row {
  readonly partition: number
  readonly offset: number
  readonly timestamp: number
  readonly key: string | null
  readonly value: string
}

/** An SPU in memory with chains in this thread, and the parts it is made of. */
export function localSpu<Chains extends ChainHost>(chains: Chains, now = Date.now) {
  const log = new MemoryRecordLog()
  const catalog = new MemoryCatalog<ModuleFacts>()
  return { log, catalog, chains, spu: createSpu({ log, catalog, chains, now }) }
}

/** An SPU in memory with the topic `t`. */
export async function spuWithTopic(partitions = 1, now = Date.now) {
  const local = localSpu(new LocalChains(), now)
  await local.spu.createTopic('t', partitions)
  return local
}

/** A SmartModule of the samples, as it is published. */
export async function sampleModule(name: string): Promise<Bytes> {
  return new Uint8Array(await readFile(new URL(`../../../public/smartmodules/${name}.wasm`, import.meta.url)))
}

/** Adds a sample to the SPU and returns a step of a chain that uses it. */
export async function addSample(
  spu: Spu,
  name: string,
  params: Readonly<Record<string, string>> = {},
): Promise<ChainStepRequest> {
  const { sha256 } = await spu.addSmartModule('trial', `${name}.wasm`, 'built in', await sampleModule(name), () => {})
  return { name, sha256, params }
}

/** A batch of records without keys, one second apart. */
export function batchOf(...values: string[]): Bytes {
  return buildBatch(values.map((value, i) => ({ key: null, value: utf8(value), timestamp: FIRST_TIME + 1000 * i })))
}

/** Everything one stream gave: its frames, and the rows, errors and trace in them. */
export class Received {
  readonly frames: StreamFrame[] = []
  readonly trace: TraceEvent[] = []

  get rows(): Row[] {
    return this.frames.flatMap(({ partition, batch }) => (batch ? rowsOf(partition, batch) : []))
  }

  get values(): string[] {
    return this.rows.map(({ value }) => value)
  }

  get offsets(): number[] {
    return this.rows.map(({ offset }) => offset)
  }

  get error(): FrameError | null {
    return this.frames.at(-1)?.error ?? null
  }

  /** The kinds of states the trace told, with the reason of the end. */
  get states(): string[] {
    return this.trace.flatMap((event) => {
      if (event.type !== 'state') return []
      return event.state.kind === 'ended' ? [`ended: ${event.state.why}`] : [event.state.kind]
    })
  }

  get batches(): Extract<TraceEvent, { type: 'batch' }>[] {
    return this.trace.filter((event) => event.type === 'batch')
  }
}

/** The records of a batch. */
export function rowsOf(partition: number, batch: Bytes): Row[] {
  const { baseOffset, firstTimestamp } = decodeBatchHeader(batch)
  const decoder = new TextDecoder()
  return decodeRecordList(batchRecordList(batch)).records.map(({ offsetDelta, timestampDelta, key, value }) => ({
    partition,
    offset: baseOffset + offsetDelta,
    timestamp: firstTimestamp + timestampDelta,
    key: key && decoder.decode(key),
    value: decoder.decode(value),
  }))
}

let streams = 0

/** A request for everything in `t`, with whatever is given instead. */
export function request(given: Partial<ConsumeRequest> = {}): ConsumeRequest {
  return { stream: `stream-${streams++}`, topic: 't', start: { from: 'beginning' }, tail: false, chain: [], ...given }
}

/** Opens a stream and its trace. `done` settles when both have ended. */
export function openStream(spu: Spu, given: Partial<ConsumeRequest> = {}) {
  const wanted = request(given)
  const received = new Received()
  const cancel = new AbortController()
  const consumed = spu.consume(wanted, (frame) => void received.frames.push(frame), cancel.signal)
  const traced = spu.trace(wanted.stream, (event) => void received.trace.push(event), AbortSignal.timeout(20_000))
  const done = Promise.all([consumed, traced]).then(() => received)
  return { stream: wanted.stream, request: wanted, received, done, cancel: () => cancel.abort() }
}

/** Everything a stream gives until it ends. */
export async function consumed(spu: Spu, given: Partial<ConsumeRequest> = {}): Promise<Received> {
  return openStream(spu, given).done
}

/** The topicId of `t`, for writing past the SPU. */
export async function topicIdOf(catalog: MemoryCatalog<ModuleFacts>): Promise<string> {
  const topic = await catalog.topic('t')
  if (!topic) throw new Error('no topic t')
  return topic.topicId
}
