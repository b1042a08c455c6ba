import type { BatchFields } from '../protocol/batch.ts'
import type { BatchCodec } from '../protocol/batchHeader.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { concatRecordLists, readDeltas, withDeltas } from '../protocol/recordList.ts'
import type { BatchOutput } from '../smartengine/chainHost.ts'
import type { FedBatch } from './answers/fedBatch.ts'

/** A batch of a producer's request, and what its chain gave for it. */
export interface ProcessedBatch {
  readonly fed: FedBatch
  /** how it was compressed when it was sent */
  readonly codec: BatchCodec
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
 * The one batch an SPU stores for a request with a chain: all outputs one after another with the deltas the modules
 * wrote, moved by the difference of the base offsets (with the wrong sign), without timestamps. Batches before the first
 * one that gave something take no offsets; each later one takes what its header says, whatever it gave. It is compressed
 * like the first one that gave something.
 * @returns null when nothing is stored
 * @throws DecodeError
 */
export function mergedAsSpu(processed: readonly ProcessedBatch[]): MergedBatch | null {
  const lists: Bytes[] = []
  let compression: BatchCodec = 'none'
  let [base, lastOffsetDelta] = [-1, -1]
  for (const { fed, codec, output } of processed) {
    const { baseOffset } = fed.header
    if (output.count > 0) {
      if (base === -1) [base, compression] = [baseOffset, codec]
      lists.push(moved(output.records, base - baseOffset))
    }
    if (base !== -1) lastOffsetDelta += fed.header.lastOffsetDelta + 1
  }
  if (lastOffsetDelta < 0) return null
  const recordList = concatRecordLists(lists)
  return { lastOffsetDelta, firstTimestamp: -1, maxTimestamp: -1, recordList, compression }
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
