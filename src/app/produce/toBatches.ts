import { buildBatch, type ProducedRecord } from '../../protocol/batch.ts'
import type { Bytes } from '../../protocol/bytes.ts'
import { partitionForKey, type RoundRobin } from '../../protocol/partitioner.ts'

/** A record that somebody wants to produce. */
export interface NewRecord {
  readonly key: Bytes | null
  readonly value: Bytes
  /** ms; now when left out */
  readonly timestamp?: number
  readonly partition?: number
  /** records with the same number are stored together */
  readonly batch?: number
}

/** An encoded batch on its way to a partition. */
export interface NewBatch {
  readonly partition: number
  readonly batch: Bytes
  /** how many records it holds */
  readonly records: number
}

/** A batch is full before it goes over either; the bytes are well below the SPU's limit for one request. */
export interface BatchLimits {
  readonly records: number
  readonly bytes: number
}

const ONE_REQUEST: BatchLimits = { records: Number.POSITIVE_INFINITY, bytes: 900_000 }

interface OpenBatch {
  readonly records: ProducedRecord[]
  bytes: number
  readonly batch: number | undefined
}

/**
 * Puts records together to the batches a producer sends: by partition (the record's own, else Fluvio's partitioner: by
 * key, or in turn when the key is null), as far as a batch may be large and as the records say.
 */
export class Batcher {
  readonly #partitions: number
  readonly #turns: RoundRobin
  readonly #limits: BatchLimits
  readonly #open = new Map<number, OpenBatch>()
  readonly #now = Date.now()

  /** @param partitions how many the topic has */
  constructor(partitions: number, turns: RoundRobin, limits = ONE_REQUEST) {
    this.#partitions = partitions
    this.#turns = turns
    this.#limits = limits
  }

  /** @returns the batch that this record had no room in, or null */
  add({ key, value, timestamp = this.#now, partition: own, batch }: NewRecord): NewBatch | null {
    const partition = own !== undefined && own < this.#partitions ? own : this.#partitionOf(key)
    const bytes = (key?.length ?? 0) + value.length + 16
    const before = this.#open.get(partition)
    const full =
      before !== undefined &&
      (before.bytes + bytes > this.#limits.bytes ||
        before.records.length === this.#limits.records ||
        before.batch !== batch)
    const into = before === undefined || full ? { records: [], bytes: 0, batch } : before
    into.records.push({ key, value, timestamp })
    into.bytes += bytes
    this.#open.set(partition, into)
    return full ? encode(partition, before) : null
  }

  /** The batches that are not full. */
  rest(): NewBatch[] {
    const batches = [...this.#open].map(([partition, open]) => encode(partition, open))
    this.#open.clear()
    return batches
  }

  #partitionOf(key: Bytes | null): number {
    return key === null ? this.#turns.next(this.#partitions) : partitionForKey(key, this.#partitions)
  }
}

/** Records as the batches a producer sends, all at once: for a few of them. See {@link Batcher}. */
export function toBatches(records: readonly NewRecord[], partitions: number, turns: RoundRobin): NewBatch[] {
  const batcher = new Batcher(partitions, turns)
  const full = records.map((record) => batcher.add(record)).filter((batch) => batch !== null)
  return [...full, ...batcher.rest()]
}

function encode(partition: number, { records }: OpenBatch): NewBatch {
  return { partition, batch: buildBatch(records), records: records.length }
}
