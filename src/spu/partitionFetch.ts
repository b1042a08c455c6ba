import type { Inflate } from '../protocol/compressedBatch.ts'
import type { ChainHandle } from '../smartengine/chainHost.ts'
import { type EngineError, isEngineError } from '../smartengine/engineError.ts'
import type { PartitionKey, RecordLog, StoredBatch } from '../storage/recordLog.ts'
import { errorFrame, type FetchAnswer, type Fetched } from './answers/answer.ts'
import { AsExpected } from './answers/asExpected.ts'
import { AsSpu } from './answers/asSpu.ts'
import { type FedBatch, feed, inflated } from './answers/fedBatch.ts'
import { engineFrameError } from './frameError.ts'
import type { Answers } from './spu.ts'

/** What of a partition a stream reads, and how it is answered. */
export interface FetchRange {
  /** first offset wanted */
  readonly start: number
  /** the log end when the stream was opened; without `tail` nothing after it is read */
  readonly end: number
  readonly tail: boolean
  readonly answers?: Answers | undefined
  /** default: that of Fluvio's consumer */
  readonly maxBytes?: number | undefined
  readonly inflate?: Inflate | undefined
}

/** The max_bytes of Fluvio's consumer; also what is read of the log at once. */
const FETCH_BYTES = 1_048_588

/** Reads one partition for one stream, batch by batch, through that stream's chain. */
export class PartitionFetch {
  /** next offset to be read */
  position: number
  /** the log end, as far as this stream knows */
  end: number
  readonly start: number
  readonly #log: RecordLog
  readonly #at: PartitionKey
  readonly #range: FetchRange
  readonly #asSpu: boolean
  readonly #chain: ChainHandle | null
  readonly #smartModules: readonly string[]
  /** read, but not yet processed */
  #ahead: StoredBatch[] = []
  /** nothing more will come, whatever is appended */
  #stalled = false

  /** @param chain opened; null for a stream without SmartModules */
  constructor(
    log: RecordLog,
    at: PartitionKey,
    range: FetchRange,
    chain: ChainHandle | null,
    smartModules: readonly string[],
  ) {
    this.#log = log
    this.#at = at
    this.#range = range
    this.#asSpu = range.answers === 'spu'
    this.start = range.start
    this.position = range.start
    this.end = range.end
    this.#chain = chain
    this.#smartModules = smartModules
  }

  /**
   * Reads and processes until enough is ready to be sent or the end is reached.
   * @param onBatch called after each batch
   * @returns null when there was nothing to read
   * @throws DamagedBatchError, StorageError
   */
  async next(onBatch: () => void): Promise<Fetched | null> {
    if (this.#stalled) return null
    const answer = await this.#answer()
    const taken: FedBatch[] = []
    for (let over = false; !over; ) {
      let stored: StoredBatch | undefined
      try {
        stored = await this.#take()
      } catch (error) {
        // What is ready crosses first; the next fetch meets the same error.
        if (taken.length > 0) break
        throw error
      }
      if (!stored) break
      const fed = feed(stored, this.#asSpu ? 0 : this.start, await inflated(stored, this.#range.inflate))
      taken.push(fed)
      try {
        over = answer.add({ stored, fed, output: await this.#process(fed) })
      } catch (error) {
        if (!isEngineError(error)) throw error
        return this.#failed(error, taken)
      }
      this.position = fed.lastOffset + 1
      if (this.position > this.end) this.end = this.position
      onBatch()
    }
    if (taken.length === 0) return null
    const fetched = answer.finish()
    if (fetched.position === null) this.#stalled = true
    else if (fetched.position !== this.position) {
      this.position = fetched.position
      this.#ahead = []
    }
    return fetched
  }

  async #answer(): Promise<FetchAnswer> {
    const { tail, maxBytes = FETCH_BYTES } = this.#range
    const steps = this.#smartModules.length
    const context = { partition: this.#at.partition, steps, maxBytes, highWatermark: this.end }
    if (!this.#asSpu) return new AsExpected(context)
    const highWatermark = await this.#log.endOffset(this.#at)
    if (tail) this.end = highWatermark
    // Fluvio keeps it in 32 bits without a sign
    return new AsSpu({ ...context, highWatermark, maxBytes: maxBytes >>> 0 })
  }

  async #take(): Promise<StoredBatch | undefined> {
    const open = this.#range.tail && !this.#asSpu
    if (this.#ahead.length === 0) {
      if (!open && this.position >= this.end) return undefined
      this.#ahead = await this.#log.read(this.#at, this.position, FETCH_BYTES)
    }
    const [next] = this.#ahead
    if (!next || (!open && next.baseOffset >= this.end)) return undefined
    return this.#ahead.shift()
  }

  /** @throws EngineError */
  async #process({ header, records }: FedBatch) {
    const { baseOffset, firstTimestamp } = header
    return this.#chain?.process({ records, baseOffset, baseTimestamp: firstTimestamp }) ?? null
  }

  #failed(failure: EngineError, taken: readonly FedBatch[]): Fetched {
    const { partition } = this.#at
    const { step } = failure
    const error = engineFrameError(failure, 'process', this.#smartModules)
    return {
      frames: [errorFrame(partition, error, this.#range.answers)],
      events: taken.map(({ baseOffset, lastOffset }) => ({ type: 'failed', partition, baseOffset, lastOffset, step })),
      error,
      position: null,
    }
  }
}
