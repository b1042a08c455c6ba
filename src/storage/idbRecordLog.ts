import type { Bytes } from '../protocol/bytes.ts'
import { type Database, type Transaction, together } from './database.ts'
import type { Appended, Durability, PartitionKey, RecordLog, StoredBatch } from './recordLog.ts'
import type { BatchKey } from './schema.ts'
import { checkStored, placed, sealed } from './storedBatch.ts'

/** Batches fetched by one request: a first look, then as many as should fit, within reason. */
const FIRST_LOOK = 4
const MOST_AT_ONCE = 64

/** Keys removed by one transaction: each stays short, so that appends to other topics get their turn. */
const REMOVED_AT_ONCE = 200

/** A RecordLog in IndexedDB. */
export class IdbRecordLog implements RecordLog {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async append(at: PartitionKey, batches: readonly Bytes[], durability: Durability): Promise<Appended> {
    const copies = batches.map(sealed)
    return this.#database.run(
      ['batches', 'ends'],
      'readwrite',
      async (transaction) => {
        const baseOffset = await readEnd(transaction, at)
        const store = transaction.objectStore('batches')
        let endOffset = baseOffset
        // add, not put: whatever the end offset says, a stored batch is never overwritten by an append
        const puts = copies.map((copy) => {
          const stored = placed(copy, endOffset)
          endOffset = stored.lastOffset + 1
          return () => store.add(stored.batch, keyOf(at, stored))
        })
        await together(...puts, () => transaction.objectStore('ends').put(endOffset, [at.topicId, at.partition]))
        return { baseOffset, endOffset }
      },
      durability,
    )
  }

  async endOffset(at: PartitionKey): Promise<number> {
    return this.#database.run(['batches', 'ends'], 'readonly', (transaction) => readEnd(transaction, at))
  }

  async read(at: PartitionKey, fromOffset: number, maxBytes: number): Promise<StoredBatch[]> {
    const found = await this.#database.run(['batches'], 'readonly', async (transaction) => {
      const store = transaction.objectStore('batches')
      const { topicId, partition } = at
      const before = await store.openKeyCursor(upTo(at, fromOffset), 'prev')
      const containing = before !== null && before.key[3] >= fromOffset ? before.key[2] : fromOffset
      const batches: StoredBatch[] = []
      let from = containing
      let size = 0
      let count = FIRST_LOOK
      for (;;) {
        const range = IDBKeyRange.bound([topicId, partition, from], [topicId, partition, []])
        const [keys, values] = await Promise.all([store.getAllKeys(range, count), store.getAll(range, count)])
        for (const [i, [, , baseOffset, lastOffset]] of keys.entries()) {
          const batch = values[i]!
          if (batches.length > 0 && size + batch.length > maxBytes) return batches
          size += batch.length
          batches.push({ baseOffset, lastOffset, batch })
        }
        if (keys.length < count) return batches
        from = batches.at(-1)!.lastOffset + 1
        const usual = Math.max(1, size / batches.length)
        count = Math.min(MOST_AT_ONCE, Math.max(1, Math.ceil((maxBytes - size) / usual)))
      }
    })
    return checkStored(at.partition, found)
  }

  async rewrite(at: PartitionKey, batch: Bytes): Promise<boolean> {
    const stored = sealed(batch)
    const key = keyOf(at, stored)
    return this.#database.run(['batches'], 'readwrite', async (transaction) => {
      const store = transaction.objectStore('batches')
      if ((await store.getKey(key)) === undefined) return false
      await store.put(stored.batch, key)
      return true
    })
  }

  async removeTopic(topicId: string): Promise<void> {
    for (;;) {
      const removed = await this.#database.run(['batches'], 'readwrite', async (transaction) => {
        const store = transaction.objectStore('batches')
        const keys = await store.getAllKeys(IDBKeyRange.bound([topicId], [topicId, []]), REMOVED_AT_ONCE)
        await together(...keys.map((key) => () => store.delete(key)))
        return keys.length
      })
      if (removed < REMOVED_AT_ONCE) break
    }
    await this.#database.run(['ends'], 'readwrite', (transaction) =>
      transaction.objectStore('ends').delete(IDBKeyRange.bound([topicId], [topicId, []])),
    )
  }
}

function keyOf(at: PartitionKey, { baseOffset, lastOffset }: StoredBatch): BatchKey {
  return [at.topicId, at.partition, baseOffset, lastOffset]
}

/** All batches of the partition that begin at or before `offset`. An array sorts after every number. */
function upTo({ topicId, partition }: PartitionKey, offset: number): IDBKeyRange {
  return IDBKeyRange.bound([topicId, partition], [topicId, partition, offset, []])
}

/** The end offset; where its record was lost with the disk, the end of the last batch, so that nothing is reused. */
async function readEnd(
  transaction: Transaction<'readonly'> | Transaction<'readwrite'>,
  at: PartitionKey,
): Promise<number> {
  const end = await transaction.objectStore('ends').get([at.topicId, at.partition])
  if (end !== undefined) return end
  const last = await transaction.objectStore('batches').openKeyCursor(upTo(at, Number.MAX_SAFE_INTEGER), 'prev')
  return last === null ? 0 : last.key[3] + 1
}
