import type { ChainHost } from '../smartengine/chainHost.ts'
import type { ModuleFacts } from '../smartengine/preflight.ts'
import type { Catalog } from '../storage/catalog.ts'
import type { RecordLog } from '../storage/recordLog.ts'
import { narrow } from './narrow.ts'
import { observe, readBatches } from './observe.ts'
import { Produce } from './produce.ts'
import { SmartModules } from './smartModules.ts'
import type { Spu } from './spu.ts'
import { spuFailure } from './spuFailure.ts'
import { type StreamParts, streamFetch } from './streamFetch.ts'
import { Streams } from './streams.ts'
import { TopicSignals } from './topicSignals.ts'
import { Topics } from './topics.ts'
import { Traces } from './trace.ts'

export interface SpuOptions {
  readonly log: RecordLog
  readonly catalog: Catalog<ModuleFacts>
  /** where chains of SmartModules run */
  readonly chains: ChainHost
  /** ms since 1970 */
  readonly now?: () => number
}

/** A stream processing unit on a storage and a host for chains. What earlier ones left half removed, it removes. */
export function createSpu({ log, catalog, chains, now = Date.now }: SpuOptions): Spu {
  const signals = new TopicSignals()
  const streams = new Streams()
  const traces = new Traces()
  const topics = new Topics(catalog, log, signals, now)
  const produce = new Produce(topics, log, signals)
  const modules = new SmartModules(catalog, chains, streams)
  const parts: StreamParts = { log, chains, topics, modules, signals, streams, traces, now }
  // Nobody waits for this; where the storage refuses, whoever needs it next is told.
  topics.removeLeftovers().catch(() => {})

  return {
    createTopic: (name, partitions) => guarded(topics.create(name, partitions)),
    listTopics: () => guarded(topics.list()),
    deleteTopic: (name) => guarded(topics.delete(name)),
    replaceTopic: (name, content) => guarded(topics.replace(name, content)),
    restoreTopic: (name) => guarded(topics.restore(name)),
    produce: (topic, partition, batch) => guarded(produce.append(topic, partition, batch)),
    editRecord: (topic, partition, offset, key, value) => guarded(produce.edit(topic, partition, offset, key, value)),
    addSmartModule: (stream, fileName, origin, wasm, onOverdue) =>
      guarded(modules.add(stream, fileName, origin, wasm, onOverdue)),
    listSmartModules: () => guarded(modules.list()),
    consume: (request, onFrame, signal) => guarded(streamFetch(parts, request, onFrame, signal)),
    trace: (stream, onEvent, signal) => traces.read(stream, onEvent, signal),
    observe: (topic, onBatch, signal, heldBytes) => guarded(observe(parts, topic, onBatch, signal, heldBytes)),
    readBatches: (topic, partition, offset, maxBytes) =>
      guarded(readBatches(parts, topic, partition, offset, maxBytes)),
    keepGoing: async (stream) => streams.keepGoing(stream),
    kill: async (stream) => streams.kill(stream),
    narrow: (request, partition, baseOffset) => guarded(narrow(parts, request, partition, baseOffset)),
    ping: async () => {},
  }
}

async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw spuFailure(error)
  }
}
