import { decodeBatchHeader } from '../protocol/batch.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { isEngineError } from '../smartengine/engineError.ts'
import { tracedBatch } from './chainOutput.ts'
import { type FedBatch, feed } from './fedBatch.ts'
import { engineFrameError, recordFrameError } from './frameError.ts'
import { type MergedBatch, mergedAsExpected, mergedAsSpu, type ProcessedBatch } from './mergedBatch.ts'
import type { Produce } from './produce.ts'
import { checkBatchSize, checkProduced, verified } from './producedBatch.ts'
import type { FrameError, ProduceAnswer, ProduceRequest } from './spu.ts'
import { StreamChains } from './streamChains.ts'
import { type StreamParts, whyOf } from './streamFetch.ts'
import { StreamStates, type Why } from './streamState.ts'
import type { TraceSink } from './trace.ts'

/**
 * Stores the batches of one request in one partition, after they went through its chain: compiled, initialised and shown
 * its look back for this request alone. When a SmartModule fails for one record, nothing of the request is stored.
 * @throws SpuError E_TOPIC_NOT_FOUND, E_PARTITION, E_MODULE_MISSING, E_STREAMS, and those of `checkProduced` (where the
 * answers are those of an SPU: of `verified`), E_BATCH_TOO_LARGE also for what would be stored; StorageError
 */
export async function produceRequest(
  parts: StreamParts,
  produce: Produce,
  request: ProduceRequest,
): Promise<ProduceAnswer> {
  const { topic, partition, batches, chain, answers } = request
  for (const batch of batches) answers === 'spu' ? verified(batch) : checkProduced(batch)
  await parts.topics.partition(topic, partition)
  const stored = chain.length === 0 ? asSent(batches) : await new ChainRun(parts, request).run()
  const nothing = { partition, baseOffset: 0, endOffset: 0 }
  if ('error' in stored) return { ...nothing, error: stored.error }
  if (stored.offsets === 0) return { ...nothing, error: null }
  return { ...(await produce.store(topic, partition, stored.batches, stored.offsets)), error: null }
}

interface ToStore {
  readonly batches: readonly Bytes[]
  /** how many offsets they take */
  readonly offsets: number
}

/** Without a chain batches are stored as they are; those that take no offset are not. */
function asSent(batches: readonly Bytes[]): ToStore {
  const sizes = batches.map((batch) => decodeBatchHeader(batch).lastOffsetDelta + 1)
  return {
    batches: batches.filter((_, i) => sizes[i]! > 0),
    offsets: sizes.reduce((sum, size) => sum + Math.max(0, size), 0),
  }
}

/** The way of one request through its chain. */
class ChainRun {
  readonly #parts: StreamParts
  readonly #request: ProduceRequest
  readonly #chains: StreamChains
  readonly #batches: readonly FedBatch[]
  readonly #processed: ProcessedBatch[] = []

  constructor(parts: StreamParts, request: ProduceRequest) {
    this.#parts = parts
    this.#request = request
    this.#chains = new StreamChains(parts.chains, parts.modules)
    this.#batches = request.batches.map((batch) => {
      const { baseOffset, lastOffsetDelta } = decodeBatchHeader(batch)
      return feed({ batch, baseOffset, lastOffset: baseOffset + lastOffsetDelta }, baseOffset)
    })
  }

  async run(): Promise<ToStore | { readonly error: FrameError }> {
    const { stream, chain } = this.#request
    const leave = this.#parts.streams.enter(stream, chain.length, this.#chains)
    const sink = this.#parts.traces.open(stream)
    let why: Why = 'error'
    try {
      const error = await this.#process(sink)
      why = error ? whyOf(error) : 'end'
      return error ? { error } : this.#merged()
    } finally {
      leave()
      this.#chains.close()
      sink.emit({ type: 'state', state: { kind: 'ended', why } })
      sink.end()
    }
  }

  /** @returns why the request fails; null when all its batches went through */
  async #process(sink: TraceSink): Promise<FrameError | null> {
    const { partition, chain } = this.#request
    const total = this.#batches.reduce((sum, { offsets }) => sum + offsets.length, 0)
    let done = 0
    const states = new StreamStates(sink, this.#parts.now, () => ({ done, total }))
    let current: FedBatch | null = null
    try {
      states.starting()
      const [handle] = await this.#chains.open(chain, 1, (_, overdue) => states.overdue(0, overdue))
      states.running()
      for (const fed of this.#batches) {
        current = fed
        const { baseOffset, firstTimestamp } = fed.header
        const output = await handle!.process({ records: fed.records, baseOffset, baseTimestamp: firstTimestamp })
        sink.emit(tracedBatch(partition, fed, output, chain.length))
        if (output.error) return recordFrameError(output.error)
        this.#processed.push({ fed, output })
        done += fed.offsets.length
        states.advanced()
      }
      return null
    } catch (error) {
      if (!isEngineError(error)) throw error
      if (current) {
        const { baseOffset, lastOffset } = current
        sink.emit({ type: 'failed', partition, baseOffset, lastOffset, step: error.step })
      }
      const names = chain.map(({ name }) => name)
      return engineFrameError(error, current ? 'produce' : 'open', names)
    }
  }

  #merged(): ToStore {
    const merged: MergedBatch | null =
      this.#request.answers === 'spu'
        ? mergedAsSpu(this.#processed)
        : mergedAsExpected(this.#processed, this.#chains.kinds.includes('array_map'))
    if (!merged) return { batches: [], offsets: 0 }
    checkBatchSize(merged.batch.length)
    return { batches: [merged.batch], offsets: merged.offsets }
  }
}
