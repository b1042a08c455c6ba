import type { Bytes } from '../protocol/bytes.ts'

/** Names one partition of one life of a topic. A topic that is replaced gets another `topicId`. */
export interface PartitionKey {
  readonly topicId: string
  readonly partition: number
}

/** `strict`: on disk before it is acknowledged. `relaxed`: handed to the operating system, for bulk. */
export type Durability = 'strict' | 'relaxed'

/** A batch as it was stored: checked against its CRC and its key. The bytes belong to the reader. */
export interface StoredBatch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly batch: Bytes
}

/** Where appended batches went: the offset of the first record, and the next free offset. */
export interface Appended {
  readonly baseOffset: number
  readonly endOffset: number
}

/**
 * The log of every partition. The value stored is the encoded batch, its key is
 * `[topicId, partition, baseOffset, lastOffset]`. An end offset is never remembered from one transaction to the next,
 * so several connections (tabs) may append to one partition.
 *
 * Every method rejects with a StorageError when the storage fails, is full or has gone away.
 */
export interface RecordLog {
  /**
   * Appends batches in one transaction and resolves when that is complete: read the end offset, give each batch its
   * base offset, put them, put the end offset. Nothing is stored when it rejects.
   * @param batches encoded batches of at least one record each; their base offsets are ignored, they are not changed
   */
  append(at: PartitionKey, batches: readonly Bytes[], durability: Durability): Promise<Appended>

  /** The next free offset; 0 for a partition nobody appended to. */
  endOffset(at: PartitionKey): Promise<number>

  /**
   * Stored batches in their order, from the one that contains `fromOffset` (or else the next one) on.
   * @param maxBytes stops before the batch that would exceed it; the first batch is returned whatever its size
   * @returns up to the first damaged batch; empty at the end of the log
   * @throws DamagedBatchError when already the first of them is damaged; what follows it stays readable
   */
  read(at: PartitionKey, fromOffset: number, maxBytes: number): Promise<StoredBatch[]>

  /**
   * Puts another batch in the place of a stored one, in one strict transaction.
   * @param batch has the base offset and last offset of the batch it replaces
   * @returns false when no batch with these offsets is stored; then nothing changed
   */
  rewrite(at: PartitionKey, batch: Bytes): Promise<boolean>

  /** Removes all partitions of a topic, in chunks, so that it can be stopped and started again. */
  removeTopic(topicId: string): Promise<void>
}
