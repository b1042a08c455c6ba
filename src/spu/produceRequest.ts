import { encodeBatch } from '../protocol/batch.ts'
import type { Bytes } from '../protocol/bytes.ts'
import type { Codec, Inflate } from '../protocol/compressedBatch.ts'
import { isEngineError, type SmartModuleKind } from '../smartengine/engineError.ts'
import { type FedBatch, feed, frameBatch, inflated } from './answers/fedBatch.ts'
import { traced } from './answers/traced.ts'
import { engineFrameError, missingModuleError, type Phase, recordFrameError } from './frameError.ts'
import { type MergedBatch, mergedAsExpected, mergedAsSpu, type ProcessedBatch } from './mergedBatch.ts'
import type { Produce } from './produce.ts'
import { checkBatchSize, checkProduced, unreadable, verified } from './producedBatch.ts'
import type { FrameError, ProduceAnswer, ProduceRequest } from './spu.ts'
import { StreamChains } from './streamChains.ts'
import { isMissingModule, type StreamParts, whyOf } from './streamFetch.ts'
import { StreamStates, type Why } from './streamState.ts'

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
  const batches = await Promise.all(request.batches.map((batch) => readSent(batch, asSpu, codecs?.inflate)))
  await parts.topics.partition(topic, partition)
  const nothing = { partition, baseOffset: 0, endOffset: 0, error: null }
  let kept: readonly Bytes[]
  let offsets: number
  if (chain.length === 0) {
    // What takes no offset is answered and not stored.
    const stored = batches.filter(({ fed }) => fed.header.lastOffsetDelta >= 0)
    kept = stored.map(({ batch }) => batch)
    offsets = stored.reduce((sum, { fed }) => sum + fed.header.lastOffsetDelta + 1, 0)
  } else {
    const run = await throughChain(parts, request, batches)
    if ('error' in run) return { ...nothing, error: run.error }
    const merged = asSpu ? mergedAsSpu(run.processed) : mergedAsExpected(run.processed, run.kinds.includes('array_map'))
    kept = merged ? [await encoded(merged, codecs)] : []
    offsets = merged ? merged.lastOffsetDelta + 1 : 0
  }
  for (const batch of kept) checkBatchSize(batch.length)
  return kept.length === 0 ? nothing : { ...(await produce.store(topic, partition, kept, offsets)), error: null }
}

/** A batch of a request. */
interface SentBatch {
  /** as it is stored without a chain: as an SPU what was sent, else not compressed */
  readonly batch: Bytes
  readonly fed: FedBatch
}

/** @throws SpuError E_BATCH_TOO_LARGE, E_BATCH_DAMAGED, E_RECORD_TOO_LARGE */
async function readSent(sent: Bytes, asSpu: boolean, inflate: Inflate | undefined): Promise<SentBatch> {
  const { baseOffset, lastOffsetDelta } = verified(sent)
  let fed: FedBatch
  try {
    const stored = { batch: sent, baseOffset, lastOffset: baseOffset + lastOffsetDelta }
    fed = feed(stored, baseOffset, await inflated(stored, inflate))
  } catch (error) {
    throw unreadable(error)
  }
  if (asSpu) return { batch: sent, fed }
  const batch = fed.trimmed ? frameBatch(fed, fed.records) : sent
  checkProduced(batch)
  return { batch, fed }
}

async function encoded(merged: MergedBatch, codecs: Codecs | undefined): Promise<Bytes> {
  const { compression, recordList } = merged
  if (compression === 'none' || !codecs) return encodeBatch({ ...merged, baseOffset: 0, compression: 'none' })
  return encodeBatch({ ...merged, baseOffset: 0, recordList: await codecs.deflate(compression, recordList) })
}

/**
 * Passes the batches of a request through a chain of its own.
 * @returns what the chain gave, and the kinds of its steps; or why the request fails
 */
async function throughChain(
  parts: StreamParts,
  request: ProduceRequest,
  batches: readonly SentBatch[],
): Promise<{ processed: ProcessedBatch[]; kinds: readonly SmartModuleKind[] } | { error: FrameError }> {
  const { stream, topic, partition, chain, answers } = request
  const { topics, log, now, inflate } = parts
  const chains = new StreamChains(parts.chains, parts.modules)
  const leave = parts.streams.enter(stream, chain.length, chains)
  const sink = parts.traces.open(stream)
  const processed: ProcessedBatch[] = []
  const total = batches.reduce((sum, { fed }) => sum + fed.offsets.length, 0)
  let done = 0
  const states = new StreamStates(sink, now, () => ({ done, total }))
  let phase: Phase = 'open'
  let current: FedBatch | null = null
  let why: Why = 'error'
  const failed = (error: FrameError) => {
    why = whyOf(error)
    return { error }
  }
  try {
    states.starting()
    const [handle] = await chains.open(request, 1, (_, overdue) => states.overdue(0, overdue))
    phase = 'lookBack'
    const at = await topics.partition(topic, partition)
    await chains.lookBack(handle!, { log, at, end: await log.endOffset(at), now: now(), inflate })
    phase = 'produce'
    states.running()
    for (const { fed } of batches) {
      current = fed
      const { records, offsets, header } = fed
      const input = { records, baseOffset: header.baseOffset, baseTimestamp: header.firstTimestamp }
      const output = await handle!.process(input)
      sink.emit(traced(partition, fed, output, chain.length))
      if (output.error) return failed(recordFrameError(output.error))
      processed.push({ fed, output })
      done += offsets.length
      states.advanced()
    }
    why = 'end'
    return { processed, kinds: chains.kinds }
  } catch (error) {
    if (answers === 'spu' && isMissingModule(error)) return failed(missingModuleError(error))
    if (!isEngineError(error)) throw error
    if (current) {
      const { baseOffset, lastOffset } = current
      sink.emit({ type: 'failed', partition, baseOffset, lastOffset, step: error.step })
    }
    const names = chain.map(({ name }) => name)
    return failed(engineFrameError(error, phase, names))
  } finally {
    leave()
    chains.close()
    sink.emit({ type: 'state', state: { kind: 'ended', why } })
    sink.end()
  }
}
