import { buildBatch } from '../../protocol/batch.ts'
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

/** A produce request is split above this size, well below the SPU's limit for one. */
const REQUEST_BYTES = 900_000

interface OpenBatch {
  readonly records: { key: Bytes | null; value: Bytes; timestamp: number }[]
  bytes: number
  readonly batch: number | undefined
}

/**
 * Records as the batches a producer sends: by partition (the record's own, else Fluvio's partitioner: by key, or in
 * turn when the key is null), together as far as a request may be large and as the records say. A batch is made when
 * it is asked for.
 */
export function* toBatches(
  records: Iterable<NewRecord>,
  partitions: number,
  turns: RoundRobin,
): Generator<{ partition: number; batch: Bytes }> {
  const now = Date.now()
  const open = new Map<number, OpenBatch>()
  function* close(partition: number) {
    const group = open.get(partition)
    open.delete(partition)
    if (group?.records.length) yield { partition, batch: buildBatch(group.records) }
  }
  for (const { key, value, timestamp = now, partition: own, batch } of records) {
    const byKey = () => (key === null ? turns.next(partitions) : partitionForKey(key, partitions))
    const partition = own !== undefined && own < partitions ? own : byKey()
    const bytes = (key?.length ?? 0) + value.length + 16
    const group = open.get(partition)
    if (group && (group.bytes + bytes > REQUEST_BYTES || group.batch !== batch)) yield* close(partition)
    const into = open.get(partition) ?? { records: [], bytes: 0, batch }
    into.records.push({ key, value, timestamp })
    into.bytes += bytes
    open.set(partition, into)
  }
  for (const partition of [...open.keys()]) yield* close(partition)
}
