import type { BatchFields } from '../protocol/batch.ts'
import type { BatchCodec } from '../protocol/batchHeader.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { concatRecordLists, withDeltas } from '../protocol/recordList.ts'
import type { BatchOutput } from '../smartengine/chainHost.ts'
import type { FedBatch } from './answers/fedBatch.ts'
import { SpuBatch } from './answers/spuBatch.ts'

/** A batch of a producer's request, and what its chain gave for it. */
export interface ProcessedBatch {
  readonly fed: FedBatch
  readonly output: BatchOutput
}

/** The batch that is stored of a request. */
export interface MergedBatch extends BatchFields {
  /** not compressed yet */
  readonly recordList: Bytes
  /** how it has to be compressed */
  readonly compression: BatchCodec
}

/**
 * The one batch an SPU stores for a request with a chain.
 * @returns null when nothing is stored
 * @throws DecodeError
 */
export function mergedAsSpu(processed: readonly ProcessedBatch[]): MergedBatch | null {
  const batch = new SpuBatch()
  for (const { fed, output } of processed) batch.add(fed.header, output)
  return batch.lastOffsetDelta < 0 ? null : { ...batch.fields(), compression: batch.compression }
}

/**
 * The one batch that is stored as people expect. It takes the same offsets as an SPU's, but every record has one of its
 * own: that of the record it came from, counted on from batch to batch. Where several records came of one, or it is not
 * known from which they came, they are numbered one after another. Timestamps are those of the producer. It is not compressed.
 * @param counted number all outputs one after another, leaving no gaps: an array_map is in the chain
 * @returns null when nothing is stored
 * @throws DecodeError
 */
export function mergedAsExpected(processed: readonly ProcessedBatch[], counted: boolean): MergedBatch | null {
  const lists: Bytes[] = []
  let next = 0
  let [firstTimestamp, maxTimestamp] = [-1, -1]
  for (const { fed, output } of processed) {
    const { count, parents } = output
    if (count === 0 && lists.length === 0) continue
    const { header } = fed
    if (lists.length === 0) firstTimestamp = header.firstTimestamp
    const later = Math.min(firstTimestamp, header.firstTimestamp) < 0 ? 0 : header.firstTimestamp - firstTimestamp
    const keeps = !counted && isAscending(parents)
    const offsets = Int32Array.from(parents, (parent, i) => next + (keeps ? fed.offsets[parent]! : i))
    const timestamps = Float64Array.from(parents, (parent) => later + (fed.timestamps[parent] ?? 0))
    for (const delta of firstTimestamp < 0 ? [] : timestamps) {
      maxTimestamp = Math.max(maxTimestamp, firstTimestamp + delta)
    }
    lists.push(withDeltas(output.records, offsets, timestamps))
    next += keeps ? header.lastOffsetDelta + 1 : count
  }
  if (lists.length === 0) return null
  const recordList = concatRecordLists(lists)
  return { lastOffsetDelta: next - 1, firstTimestamp, maxTimestamp, recordList, compression: 'none' }
}

/** Each record came of another one, in their order; all are known. */
function isAscending(parents: Int32Array): boolean {
  return parents.every((parent, i) => parent > (i === 0 ? -1 : parents[i - 1]!))
}
