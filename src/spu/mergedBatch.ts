import { encodeBatch } from '../protocol/batch.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { concatRecordLists, readDeltas, withDeltas } from '../protocol/recordList.ts'
import type { BatchOutput } from '../smartengine/chainHost.ts'
import type { FedBatch } from './fedBatch.ts'

/** A batch of a producer's request, and what its chain gave for it. */
export interface ProcessedBatch {
  readonly fed: FedBatch
  readonly output: BatchOutput
}

/** What is stored of a request. */
export interface MergedBatch {
  /** encoded, with base offset 0 */
  readonly batch: Bytes
  /** how many offsets it takes */
  readonly offsets: number
}

/**
 * The one batch an SPU stores for a request with a chain: all outputs one after another with the deltas the modules
 * wrote, moved by the difference of the base offsets (with the wrong sign), without timestamps. Batches before the first
 * one that gave something take no offsets; each later one takes what its header says, whatever it gave.
 * @returns null when nothing is stored
 * @throws DecodeError
 */
export function mergedAsSpu(processed: readonly ProcessedBatch[]): MergedBatch | null {
  const lists: Bytes[] = []
  let [base, last] = [-1, -1]
  for (const { fed, output } of processed) {
    const { baseOffset, lastOffsetDelta } = fed.header
    if (output.count > 0) {
      if (base === -1) base = baseOffset
      lists.push(moved(output.records, base - baseOffset))
    }
    if (base !== -1) last += lastOffsetDelta + 1
  }
  return last < 0 ? null : merged(lists, last + 1, -1, -1)
}

/**
 * The one batch that is stored as people expect. It takes the same offsets as an SPU's, but every record has one of its
 * own: that of the record it came from, counted on from batch to batch. Where several records came of one, or it is not
 * known from which they came, they are numbered one after another. Timestamps are those of the producer.
 * @param counted number all outputs one after another, leaving no gaps: an array_map is in the chain
 * @returns null when nothing is stored
 * @throws DecodeError
 */
export function mergedAsExpected(processed: readonly ProcessedBatch[], counted: boolean): MergedBatch | null {
  const lists: Bytes[] = []
  let next = 0
  let [first, max] = [-1, -1]
  for (const { fed, output } of processed) {
    const { count, parents } = output
    if (count === 0 && lists.length === 0) continue
    const { firstTimestamp, lastOffsetDelta } = fed.header
    if (lists.length === 0) first = firstTimestamp
    const later = first < 0 || firstTimestamp < 0 ? 0 : firstTimestamp - first
    const keeps = !counted && isAscending(parents)
    const offsets = Int32Array.from(parents, (parent, i) => next + (keeps ? fed.offsets[parent]! : i))
    const timestamps = Float64Array.from(parents, (parent) => later + (fed.timestamps[parent] ?? 0))
    if (first >= 0) max = timestamps.reduce((most, delta) => Math.max(most, first + delta), max)
    lists.push(withDeltas(output.records, offsets, timestamps))
    next += keeps ? lastOffsetDelta + 1 : count
  }
  return lists.length === 0 ? null : merged(lists, next, first, max)
}

function merged(lists: readonly Bytes[], offsets: number, firstTimestamp: number, maxTimestamp: number): MergedBatch {
  const recordList = concatRecordLists(lists)
  return { batch: encodeBatch({ lastOffsetDelta: offsets - 1, firstTimestamp, maxTimestamp, recordList }), offsets }
}

function moved(list: Bytes, by: number): Bytes {
  if (by === 0) return list
  const { offsets, timestamps } = readDeltas(list)
  return withDeltas(
    list,
    offsets.map((offset) => offset + by),
    timestamps,
  )
}

/** Each record came of another one, in their order; all are known. */
function isAscending(parents: Int32Array): boolean {
  return parents.every((parent, i) => parent > (i === 0 ? -1 : parents[i - 1]!))
}
