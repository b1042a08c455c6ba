import type { PartitionKey, RecordLog, StoredBatch } from '../storage/recordLog.ts'

/** Bytes of the first read of the storage, so that the first records come soon, and of later ones. */
const FIRST_READ = 1024 * 1024
const READ = 4 * 1024 * 1024

/** Which batches of a partition are read, and how far ahead. */
export interface AheadRange {
  /** first offset wanted */
  readonly start: number
  /** batches that begin there or later are not wanted */
  readonly end: number
  /** batches that are begun, at most, before they are taken; 0: none is begun before it is asked for */
  readonly most: number
}

/**
 * The batches of one partition in order, read and begun ahead of whoever takes them, so that storage, chain and
 * consumer work at the same time. What is ahead is bounded: two reads, and a few batches that were begun.
 */
export class ReadAhead<Begun> {
  readonly #log: RecordLog
  readonly #at: PartitionKey
  readonly #range: AheadRange
  readonly #begin: (stored: StoredBatch) => Begun
  #begun: Begun[] = []
  /** read, and not begun */
  #read: StoredBatch[] = []
  #reading: Promise<void> | null = null
  /** next offset to be read, and how much at once */
  #position: number
  #bytes = FIRST_READ
  /** the last read was full, so there is more */
  #more = false

  /** @param begin starts what is to be done with a batch, such as giving it to a chain; called in order */
  constructor(log: RecordLog, at: PartitionKey, range: AheadRange, begin: (stored: StoredBatch) => Begun) {
    this.#log = log
    this.#at = at
    this.#range = range
    this.#begin = begin
    this.#position = range.start
  }

  /**
   * What was begun with the next batch, or undefined at the end of the log.
   * @throws DamagedBatchError, StorageError; what `begin` throws
   */
  async take(): Promise<Begun | undefined> {
    if (this.#begun.length === 0 && this.#read.length === 0) await this.#reading
    // what was read ahead may have failed, or be older than the last append: then it is read again, now
    if (this.#begun.length === 0 && this.#read.length === 0) await this.#readMore()
    if (this.#begun.length === 0) this.#beginNext()
    const next = this.#begun.shift()
    this.#goAhead()
    return next
  }

  #goAhead(): void {
    try {
      while (this.#begun.length < this.#range.most && this.#read.length > 0) this.#beginNext()
    } catch {
      // told when it is asked for
    }
    if (!this.#more || this.#reading !== null || sizeOf(this.#read) > READ / 2) return
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
    const { end } = this.#range
    this.#more = this.#position < end
    if (!this.#more) return
    const batches = await this.#log.read(this.#at, this.#position, this.#bytes)
    this.#read.push(...batches.filter(({ baseOffset }) => baseOffset < end))
    this.#position = (batches.at(-1)?.lastOffset ?? this.#position - 1) + 1
    this.#more = sizeOf(batches) > this.#bytes / 2
    this.#bytes = READ
  }

  #beginNext(): void {
    const [stored] = this.#read
    if (stored === undefined) return
    const begun = this.#begin(stored)
    this.#read.shift()
    this.#begun.push(begun)
  }
}

function sizeOf(batches: readonly StoredBatch[]): number {
  return batches.reduce((sum, { batch }) => sum + batch.length, 0)
}
