import { sliceRecords } from '../protocol/recordList.ts'
import type { BatchInput, ChainHandle } from '../smartengine/chainHost.ts'
import { isEngineError } from '../smartengine/engineError.ts'
import type { PartitionKey, RecordLog, StoredBatch } from '../storage/recordLog.ts'
import { type FedBatch, feed, inflated } from './answers/fedBatch.ts'
import type { ConsumeRequest } from './spu.ts'
import { startPosition } from './startPosition.ts'
import { StreamChains } from './streamChains.ts'
import type { StreamParts } from './streamFetch.ts'

/** Read at once. */
const READ_BYTES = 1024 * 1024

/**
 * Runs a stream again in a sandbox of its own to find the record its chain fails on: the batches before the failing
 * one whole, as the stream fed them, then the failing batch one record a call.
 * @param baseOffset of the failing batch
 * @returns offset of the record whose call fails; null when no record fails by itself, or the run cannot get there
 * @throws SpuError E_TOPIC_NOT_FOUND, E_PARTITION, E_MODULE_MISSING; DamagedBatchError, StorageError
 */
export async function narrow(
  { topics, log, chains, modules, streams, now, inflate }: StreamParts,
  request: ConsumeRequest,
  partition: number,
  baseOffset: number,
): Promise<number | null> {
  const at = await topics.partition(request.topic, partition)
  const end = await log.endOffset(at)
  const start = startPosition(request.start, end, request.answers)
  if (typeof start !== 'number') return null
  const own = new StreamChains(chains, modules)
  // Not counted as a stream: it is over soon, and refusing it would hide the record that somebody looks for.
  const leave = streams.enter(request.stream, 0, { keepGoing: () => own.keepGoing(), kill: () => own.kill() })
  try {
    const [chain] = await own.open(request, 1, () => {})
    if (!chain) return null
    await own.lookBack(chain, { log, at, end, now: now(), inflate })
    for await (const stored of batchesFrom(log, at, start)) {
      if (stored.baseOffset > baseOffset) return null
      const fed = feed(stored, request.answers === 'spu' ? 0 : start, await inflated(stored, inflate))
      if (stored.baseOffset === baseOffset) return await failingRecord(chain, fed)
      const { error } = await chain.process(inputOf(fed, fed.records))
      if (error) return null
    }
    return null
  } catch (error) {
    if (isEngineError(error)) return null
    throw error
  } finally {
    leave()
    own.close()
  }
}

/** @throws EngineError E_KILLED */
async function failingRecord(chain: ChainHandle, fed: FedBatch): Promise<number | null> {
  for (const [i, delta] of fed.offsets.entries()) {
    try {
      const { error } = await chain.process(inputOf(fed, sliceRecords(fed.records, i, i + 1)))
      if (error) return fed.baseOffset + delta
    } catch (error) {
      if (!isEngineError(error) || error.code === 'E_KILLED') throw error
      return fed.baseOffset + delta
    }
  }
  return null
}

function inputOf({ header }: FedBatch, records: BatchInput['records']): BatchInput {
  return { records, baseOffset: header.baseOffset, baseTimestamp: header.firstTimestamp }
}

async function* batchesFrom(log: RecordLog, at: PartitionKey, start: number): AsyncGenerator<StoredBatch> {
  let position = start
  for (;;) {
    const batches = await log.read(at, position, READ_BYTES)
    if (batches.length === 0) return
    for (const stored of batches) {
      yield stored
      position = stored.lastOffset + 1
    }
  }
}
