import type { Bytes } from '../../protocol/bytes.ts'
import type { ObservedBatch } from '../../spu/spu.ts'
import type { BatchRecords, PlacedRecord } from '../batches/batchRecords.ts'
import type { BatchHead, BatchSource } from '../batches/batchSource.ts'
import { Growing } from '../batches/growing.ts'
import { type FetchBatches, TopicStore } from './topicStore.ts'

/** A record as it is stored. Observer view: only the playground sees a topic like this. */
export type TopicRecord = PlacedRecord

/** A stored record by its batch. */
export interface StoredPlace {
  readonly batch: number
  /** place in the batch; null when the offset lies in it and no record has it */
  readonly record: number | null
}

/**
 * What is known of a topic: the heads of its batches, and where to read them. A value: going on makes a new one.
 * Batches are numbered in the order they were observed, which in each partition is that of their offsets.
 */
export class TopicRecords implements BatchSource {
  readonly #batches: Growing<ObservedBatch>
  readonly #partitions: readonly Growing<number>[]
  readonly #store: TopicStore
  readonly count: number

  private constructor(
    batches: Growing<ObservedBatch>,
    partitions: readonly Growing<number>[],
    count: number,
    store: TopicStore,
  ) {
    this.#batches = batches
    this.#partitions = partitions
    this.count = count
    this.#store = store
  }

  /** @param fetch where batches lie that were observed without their bytes */
  static none(partitions: number, fetch: FetchBatches = nowhere): TopicRecords {
    const known = { batches: Growing.none<ObservedBatch>(), partitions: Array.from({ length: partitions }, noPlaces) }
    return new TopicRecords(known.batches, known.partitions, 0, new TopicStore(known, fetch))
  }

  /** The topic once these batches have been observed too. */
  with(observed: readonly ObservedBatch[]): TopicRecords {
    const batches = this.#batches.with(observed)
    const added: number[][] = this.#partitions.map(() => [])
    let count = this.count
    for (const [i, { partition, records }] of observed.entries()) {
      added[partition]?.push(this.#batches.length + i)
      count += records
    }
    const partitions = this.#partitions.map((order, partition) => order.with(added[partition] ?? []))
    const known = { batches, partitions }
    const goesOn = batches.continues(this.#store.known.batches)
    if (goesOn) this.#store.known = known
    return new TopicRecords(batches, partitions, count, goesOn ? this.#store : new TopicStore(known, this.#store.fetch))
  }

  get partitions(): number {
    return this.#partitions.length
  }

  /** how many batches */
  get length(): number {
    return this.#batches.length
  }

  get heads(): readonly BatchHead[] {
    return this.#batches.all()
  }

  head(index: number): BatchHead | undefined {
    return this.#batches.at(index)
  }

  read(index: number): Bytes | Promise<Bytes> {
    return this.#store.read(index)
  }

  /** The records of a batch, or null while its bytes are on their way; `onRead` tells. */
  records(index: number): BatchRecords | null {
    return this.#store.reader.records(index)
  }

  /** @returns a function that stops listening */
  onRead(listener: () => void): () => void {
    this.#store.listeners.add(listener)
    return () => this.#store.listeners.delete(listener)
  }

  /** Indexes of a partition's batches, by offset. */
  batchesOf(partition: number): Growing<number> {
    return this.#partitions[partition] ?? Growing.none()
  }

  /** Offset of a record of a batch. */
  offsetOf(index: number, record: number): number {
    const batch = this.#batches.at(index)
    return batch === undefined ? -1 : batch.baseOffset + (batch.deltas?.[record] ?? record)
  }

  /** True when a batch has a record at each of its offsets. */
  isDense(index: number): boolean {
    return this.#batches.at(index)?.deltas === null
  }

  /** Place of an offset in a batch that holds it; null when no record has it. */
  recordIn(index: number, offset: number): number | null {
    const batch = this.#batches.at(index)
    return batch === undefined ? null : recordAt(batch, offset)
  }

  /** The batch that holds an offset, and its record there. Null when no batch does. */
  find(partition: number, offset: number): StoredPlace | null {
    const order = this.batchesOf(partition)
    const index = order.at(order.firstWhere((at) => (this.#batches.at(at)?.lastOffset ?? offset) >= offset))
    const batch = index === undefined ? undefined : this.#batches.at(index)
    if (index === undefined || batch === undefined || batch.baseOffset > offset) return null
    return { batch: index, record: recordAt(batch, offset) }
  }

  /** True when `earlier` is a moment of this very topic, as it was observed here. */
  continues(earlier: TopicRecords): boolean {
    return this.#store === earlier.#store && this.#batches.continues(earlier.#batches)
  }
}

/** Place of an offset in a batch. Offsets may have gaps, then this searches. */
function recordAt({ deltas, baseOffset }: ObservedBatch, offset: number): number | null {
  const delta = offset - baseOffset
  if (deltas === null) return delta
  let low = 0
  let high = deltas.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (deltas[middle]! < delta) low = middle + 1
    else high = middle
  }
  return deltas[low] === delta ? low : null
}

const noPlaces = () => Growing.none<number>()
const nowhere: FetchBatches = () => Promise.reject(new Error('this topic lies nowhere else'))
