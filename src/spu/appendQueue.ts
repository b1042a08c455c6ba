import type { Bytes } from '../protocol/bytes.ts'
import type { Appended } from '../storage/recordLog.ts'

/** Most bytes of one transaction, unless a single request has more: each stays short, as in Topics. */
const TOGETHER_BYTES = 4 * 1024 * 1024

interface Waiting {
  /** at least one; they are stored together or not at all */
  readonly batches: readonly Bytes[]
  readonly bytes: number
  /** how many offsets they take */
  readonly offsets: number
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
  #waiting: Waiting[] = []
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
   * Resolves when the batches are stored, one after another. When their transaction fails, what waits behind them
   * rejects with the same error: records that were sent in an order never stand in the log with a hole between them.
   * @param batches of one request, at least one
   * @param offsets how many they take, at least one
   */
  append(batches: readonly Bytes[], offsets: number): Promise<Appended> {
    return new Promise((resolve, reject) => {
      const bytes = batches.reduce((sum, batch) => sum + batch.length, 0)
      this.#waiting.push({ batches, bytes, offsets, resolve, reject })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup()
      try {
        let { baseOffset } = await this.#store(group.flatMap(({ batches }) => batches))
        for (const { offsets, resolve } of group) {
          resolve({ baseOffset, endOffset: baseOffset + offsets })
          baseOffset += offsets
        }
      } catch (error) {
        for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(error)
      }
    }
    this.#running = false
  }

  #takeGroup(): Waiting[] {
    let count = 0
    let together = 0
    for (const { bytes } of this.#waiting) {
      together += bytes
      if (count > 0 && together > TOGETHER_BYTES) break
      count++
    }
    return this.#waiting.splice(0, count)
  }
}
