import type { Bytes } from '../protocol/bytes.ts'
import type { Appended } from '../storage/recordLog.ts'

/** Most bytes of one transaction, unless a single batch has more: each stays short, as in Topics. */
const TOGETHER_BYTES = 4 * 1024 * 1024

interface WaitingBatch {
  readonly batch: Bytes
  /** how many records it has */
  readonly records: number
  readonly resolve: (appended: Appended) => void
  readonly reject: (error: unknown) => void
}

/**
 * Appends to one partition in the order they were asked for, one transaction at a time. What comes while one runs
 * shares the next: a transaction costs about as much as 1,000 records in it, so a producer that does not wait for each
 * answer gets through nearly twice as much, and each answer still means stored.
 */
export class AppendQueue {
  readonly #store: (batches: readonly Bytes[]) => Promise<Appended>
  #waiting: WaitingBatch[] = []
  #running = false

  /** @param store appends batches in one transaction */
  constructor(store: (batches: readonly Bytes[]) => Promise<Appended>) {
    this.#store = store
  }

  /** Nothing runs or waits. */
  get idle(): boolean {
    return !this.#running
  }

  /**
   * Resolves when the batch is stored. When its transaction fails, what waits behind it rejects with the same error:
   * records that were sent in an order never stand in the log with a hole between them.
   * @param records how many the batch has, at least one
   */
  append(batch: Bytes, records: number): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, records, resolve, reject })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup()
      try {
        let { baseOffset } = await this.#store(group.map(({ batch }) => batch))
        for (const { records, resolve } of group) {
          resolve({ baseOffset, endOffset: baseOffset + records })
          baseOffset += records
        }
      } catch (error) {
        for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(error)
      }
    }
    this.#running = false
  }

  #takeGroup(): WaitingBatch[] {
    let count = 0
    let bytes = 0
    for (const { batch } of this.#waiting) {
      bytes += batch.length
      if (count > 0 && bytes > TOGETHER_BYTES) break
      count++
    }
    return this.#waiting.splice(0, count)
  }
}
