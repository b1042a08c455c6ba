import { type BatchHeader, encodeBatch, verifyBatch } from '../protocol/batch.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { type Codec, type Inflate, uncompressedBatch } from '../protocol/compressedBatch.ts'
import type { ChainHandle } from '../smartengine/chainHost.ts'
import { isEngineError, type SmartModuleKind } from '../smartengine/engineError.ts'
import { LIMITS } from '../smartengine/limits.ts'
import { type FedBatch, feed } from './answers/fedBatch.ts'
import { traced } from './answers/traced.ts'
import { engineFrameError, type Phase, recordFrameError } from './frameError.ts'
import { type MergedBatch, mergedAsExpected, mergedAsSpu, type ProcessedBatch } from './mergedBatch.ts'
import type { Produce } from './produce.ts'
import { checkBatchSize, checkProduced, unreadable, verified } from './producedBatch.ts'
import type { FrameError, ProduceAnswer, ProduceRequest } from './spu.ts'
import { StreamChains } from './streamChains.ts'
import { type StreamParts, whyOf } from './streamFetch.ts'
import { StreamStates, type Why } from './streamState.ts'
import type { TraceSink } from './trace.ts'

/** Reads and writes compressed record lists. */
export interface Codecs {
  readonly inflate: Inflate
  readonly deflate: (codec: Codec, recordList: Bytes) => Promise<Bytes>
}

/**
 * Stores the batches of one request in one partition, after they went through its chain: compiled, initialised and shown
 * its look back for this request alone. When a SmartModule fails for one record, nothing of the request is stored.
 * @param codecs absent: compressed batches are refused
 * @throws SpuError E_TOPIC_NOT_FOUND, E_PARTITION, E_MODULE_MISSING, E_STREAMS, E_BATCH_DAMAGED, E_RECORD_TOO_LARGE;
 *   E_BATCH_TOO_LARGE also for what would be stored; StorageError
 */
export async function produceRequest(
  parts: StreamParts,
  produce: Produce,
  codecs: Codecs | undefined,
  request: ProduceRequest,
): Promise<ProduceAnswer> {
  const { topic, partition, chain, answers } = request
  const asSpu = answers === 'spu'
  const batches = await Promise.all(request.batches.map((batch) => readSent(batch, codecs?.inflate)))
  if (!asSpu) for (const { plain } of batches) checkProduced(plain)
  await parts.topics.partition(topic, partition)
  const nothing = { partition, baseOffset: 0, endOffset: 0, error: null }
  let kept: readonly Bytes[]
  let offsets: number
  if (chain.length === 0) {
    // What takes no offset is answered and not stored.
    const stored = batches.filter(({ header }) => header.lastOffsetDelta >= 0)
    kept = stored.map(({ sent, plain }) => (asSpu ? sent : plain))
    offsets = stored.reduce((sum, { header }) => sum + header.lastOffsetDelta + 1, 0)
  } else {
    const run = new ChainRun(parts, request, batches)
    const error = await run.process()
    if (error) return { ...nothing, error }
    const merged = asSpu ? mergedAsSpu(run.processed) : mergedAsExpected(run.processed, run.kinds.includes('array_map'))
    kept = merged ? [await encoded(merged, codecs)] : []
    offsets = merged ? merged.lastOffsetDelta + 1 : 0
  }
  for (const batch of kept) checkBatchSize(batch.length)
  return kept.length === 0 ? nothing : { ...(await produce.store(topic, partition, kept, offsets)), error: null }
}

/** A batch of a request. */
interface SentBatch {
  readonly sent: Bytes
  readonly header: BatchHeader
  /** not compressed */
  readonly plain: Bytes
  readonly fed: FedBatch
}

/** @throws SpuError E_BATCH_TOO_LARGE, E_BATCH_DAMAGED */
async function readSent(sent: Bytes, inflate: Inflate | undefined): Promise<SentBatch> {
  const header = verified(sent)
  try {
    const plain = await uncompressedBatch(sent, inflate, LIMITS.outputBytes)
    if (plain !== sent) verifyBatch(plain)
    const { baseOffset, lastOffsetDelta } = header
    const fed = feed({ batch: plain, baseOffset, lastOffset: baseOffset + lastOffsetDelta }, baseOffset)
    return { sent, header, plain, fed }
  } catch (error) {
    throw unreadable(error)
  }
}

async function encoded(merged: MergedBatch, codecs: Codecs | undefined): Promise<Bytes> {
  const { compression, recordList } = merged
  if (compression === 'none' || !codecs) return encodeBatch({ ...merged, compression: 'none' })
  return encodeBatch({ ...merged, recordList: await codecs.deflate(compression, recordList) })
}

/** The way of one request through its chain. */
class ChainRun {
  readonly processed: ProcessedBatch[] = []
  readonly #parts: StreamParts
  readonly #request: ProduceRequest
  readonly #chains: StreamChains
  readonly #batches: readonly Omit<ProcessedBatch, 'output'>[]

  constructor(parts: StreamParts, request: ProduceRequest, batches: readonly SentBatch[]) {
    this.#parts = parts
    this.#request = request
    this.#chains = new StreamChains(parts.chains, parts.modules)
    this.#batches = batches.map(({ header, fed }) => ({ fed, codec: header.compression }))
  }

  /** Kinds of the steps. */
  get kinds(): readonly SmartModuleKind[] {
    return this.#chains.kinds
  }

  /** @returns why the request fails; null when all its batches went through */
  async process(): Promise<FrameError | null> {
    const { stream, chain } = this.#request
    const leave = this.#parts.streams.enter(stream, chain.length, this.#chains)
    const sink = this.#parts.traces.open(stream)
    let why: Why = 'error'
    try {
      const error = await this.#process(sink)
      why = error ? whyOf(error) : 'end'
      return error
    } finally {
      leave()
      this.#chains.close()
      sink.emit({ type: 'state', state: { kind: 'ended', why } })
      sink.end()
    }
  }

  async #process(sink: TraceSink): Promise<FrameError | null> {
    const { partition, chain } = this.#request
    const total = this.#batches.reduce((sum, { fed }) => sum + fed.offsets.length, 0)
    let done = 0
    const states = new StreamStates(sink, this.#parts.now, () => ({ done, total }))
    let current: FedBatch | null = null
    let phase: Phase = 'open'
    try {
      states.starting()
      const [handle] = await this.#chains.open(this.#request, 1, (_, overdue) => states.overdue(0, overdue))
      phase = 'lookBack'
      await this.#lookBack(handle!)
      phase = 'produce'
      states.running()
      for (const batch of this.#batches) {
        current = batch.fed
        const { records, offsets, header } = current
        const { baseOffset, firstTimestamp } = header
        const output = await handle!.process({ records, baseOffset, baseTimestamp: firstTimestamp })
        sink.emit(traced(partition, current, output, chain.length))
        if (output.error) return recordFrameError(output.error)
        this.processed.push({ ...batch, output })
        done += offsets.length
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
      return engineFrameError(error, phase, names)
    }
  }

  async #lookBack(handle: ChainHandle): Promise<void> {
    const { topics, log, now, inflate } = this.#parts
    const at = await topics.partition(this.#request.topic, this.#request.partition)
    await this.#chains.lookBack(handle, { log, at, end: await log.endOffset(at), now: now(), inflate })
  }
}
