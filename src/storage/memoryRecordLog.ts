import type { Bytes } from '../protocol/bytes.ts'
import type { Appended, PartitionKey, RecordLog, StoredBatch } from './recordLog.ts'
import { checkStored, placed, sealed } from './storedBatch.ts'

interface Partition {
  endOffset: number
  /** by base offset, ascending */
  readonly batches: StoredBatch[]
}

/** A RecordLog that lives as long as its worker: for browsers that refuse storage, private workspaces and tests. */
export class MemoryRecordLog implements RecordLog {
  readonly #topics = new Map<string, Map<number, Partition>>()

  async append(at: PartitionKey, batches: readonly Bytes[]): Promise<Appended> {
    const copies = batches.map(sealed)
    const partition = this.#partition(at)
    const baseOffset = partition.endOffset
    for (const copy of copies) {
      const stored = placed(copy, partition.endOffset)
      partition.batches.push(stored)
      partition.endOffset = stored.lastOffset + 1
    }
    return { baseOffset, endOffset: partition.endOffset }
  }

  async endOffset(at: PartitionKey): Promise<number> {
    return this.#topics.get(at.topicId)?.get(at.partition)?.endOffset ?? 0
  }

  async read(at: PartitionKey, fromOffset: number, maxBytes: number): Promise<StoredBatch[]> {
    const all = this.#topics.get(at.topicId)?.get(at.partition)?.batches ?? []
    const found: StoredBatch[] = []
    let size = 0
    for (let i = firstFrom(all, fromOffset); i < all.length; i++) {
      const { baseOffset, lastOffset, batch } = all[i]!
      if (found.length > 0 && size + batch.length > maxBytes) break
      size += batch.length
      found.push({ baseOffset, lastOffset, batch: batch.slice() })
    }
    return checkStored(at.partition, found)
  }

  async rewrite(at: PartitionKey, batch: Bytes): Promise<boolean> {
    const stored = sealed(batch)
    const all = this.#topics.get(at.topicId)?.get(at.partition)?.batches ?? []
    const i = firstFrom(all, stored.baseOffset)
    const old = all[i]
    if (old?.baseOffset !== stored.baseOffset || old.lastOffset !== stored.lastOffset) return false
    all[i] = stored
    return true
  }

  async removeTopic(topicId: string): Promise<void> {
    this.#topics.delete(topicId)
  }

  #partition({ topicId, partition }: PartitionKey): Partition {
    const partitions = this.#topics.get(topicId) ?? new Map<number, Partition>()
    this.#topics.set(topicId, partitions)
    const known = partitions.get(partition) ?? { endOffset: 0, batches: [] }
    partitions.set(partition, known)
    return known
  }
}

/** Place of the first batch that ends at or after `offset`. */
function firstFrom(batches: readonly StoredBatch[], offset: number): number {
  let low = 0
  let high = batches.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (batches[middle]!.lastOffset < offset) low = middle + 1
    else high = middle
  }
  return low
}
