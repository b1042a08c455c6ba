import type { BatchOutput, ChainHandle } from '../smartengine/chainHost.ts'
import type { PartitionKey, RecordLog, StoredBatch } from '../storage/recordLog.ts'
import { type FedBatch, feed } from './fedBatch.ts'

/** Bytes of the first read of the storage, so that the first records come soon, and of later ones. */
const FIRST_READ = 1024 * 1024
const READ = 4 * 1024 * 1024

/** Batches with the chain, or come back from it, before the stream asks for them. */
const MOST_RUNNING = 3

/** A batch of the log, and what the chain makes of it. */
export interface AheadBatch {
  readonly stored: StoredBatch
  readonly fed: FedBatch
  /** rejects with an EngineError; null without a chain */
  readonly output: Promise<BatchOutput> | null
}

/**
 * The batches of one partition in order, read and given to the chain ahead of whoever takes them, so that storage,
 * chain and consumer work at the same time. What is ahead is bounded: two reads and a few batches.
 */
export class ProcessAhead {
  readonly #log: RecordLog
  readonly #at: PartitionKey
  readonly #start: number
  readonly #end: number
  readonly #chain: ChainHandle | null
  readonly #running: AheadBatch[] = []
  /** read, and not given to the chain */
  #read: StoredBatch[] = []
  #reading: Promise<void> | null = null
  /** next offset to be read, and how much at once */
  #position: number
  #bytes = FIRST_READ
  /** the last read was full, so there is more */
  #more = false

  /**
   * @param start first offset wanted
   * @param end batches that begin there or later are not wanted
   * @param chain opened; null for a stream without SmartModules
   */
  constructor(log: RecordLog, at: PartitionKey, start: number, end: number, chain: ChainHandle | null) {
    this.#log = log
    this.#at = at
    this.#start = start
    this.#end = end
    this.#position = start
    this.#chain = chain
  }

  /**
   * The next batch, or undefined at the end of the log.
   * @throws DamagedBatchError, StorageError, DecodeError
   */
  async take(): Promise<AheadBatch | undefined> {
    if (this.#running.length === 0 && this.#read.length === 0) await this.#reading
    // what was read ahead may have failed, or be older than the last append: then it is read again, now
    if (this.#running.length === 0 && this.#read.length === 0) await this.#readMore()
    if (this.#running.length === 0) this.#run()
    const next = this.#running.shift()
    this.#goAhead()
    return next
  }

  #goAhead(): void {
    try {
      while (this.#running.length < MOST_RUNNING && this.#read.length > 0) this.#run()
    } catch {
      // told when it is asked for
    }
    const waiting = this.#read.reduce((sum, { batch }) => sum + batch.length, 0)
    if (!this.#more || this.#reading !== null || waiting > READ / 2) return
    this.#reading = this.#readMore().then(
      () => {
        this.#reading = null
        this.#goAhead()
      },
      () => {
        this.#reading = null
        this.#more = false
      },
    )
  }

  async #readMore(): Promise<void> {
    if (this.#position >= this.#end) return
    const batches = await this.#log.read(this.#at, this.#position, this.#bytes)
    this.#read.push(...batches.filter(({ baseOffset }) => baseOffset < this.#end))
    this.#position = (batches.at(-1)?.lastOffset ?? this.#position - 1) + 1
    this.#more = batches.reduce((sum, { batch }) => sum + batch.length, 0) > this.#bytes / 2
    this.#bytes = READ
  }

  /** Gives the next batch that was read to the chain. */
  #run(): void {
    const [stored] = this.#read
    if (stored === undefined) return
    const fed = feed(stored, this.#start)
    this.#read.shift()
    const { baseOffset, firstTimestamp } = fed.header
    const input = { records: fed.records, baseOffset, baseTimestamp: firstTimestamp }
    const output = this.#chain?.process(input) ?? null
    // whoever takes it hears of a failure
    output?.catch(() => {})
    this.#running.push({ stored, fed, output })
  }
}
