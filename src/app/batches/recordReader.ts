import type { Bytes } from '../../protocol/bytes.ts'
import { BatchRecords } from './batchRecords.ts'
import { Recent } from './recent.ts'

/** Bytes of batches whose decoded form is kept: what is on screen, and around it. */
const KEPT_BYTES = 16 * 1024 * 1024

/** Reads records of batches that may lie elsewhere: at once where the bytes are here, else they are told when read. */
export class RecordReader {
  readonly #read: (index: number) => Bytes | Promise<Bytes>
  readonly #partitionOf: (index: number) => number
  readonly #onRead: () => void
  readonly #byPlace: boolean
  readonly #kept = new Recent<number, BatchRecords>(KEPT_BYTES, ({ views }) => views.list.length)
  readonly #reading = new Set<number>()

  /**
   * @param onRead called when a batch that was asked for has come, or cannot be read
   * @param byPlace see BatchRecords
   */
  constructor(
    read: (index: number) => Bytes | Promise<Bytes>,
    partitionOf: (index: number) => number,
    onRead: () => void,
    byPlace = false,
  ) {
    this.#read = read
    this.#partitionOf = partitionOf
    this.#onRead = onRead
    this.#byPlace = byPlace
  }

  /** The records of a batch, or null while it is being read. */
  records(index: number): BatchRecords | null {
    const kept = this.#kept.get(index)
    if (kept) return kept
    if (this.#reading.has(index)) return null
    const bytes = this.#read(index)
    if (!(bytes instanceof Promise)) return this.#keep(index, bytes)
    this.#reading.add(index)
    bytes.then(
      (read) => {
        this.#reading.delete(index)
        this.#keep(index, read)
        this.#onRead()
      },
      // Its place does not answer any more: the page is about to show another topic, or says what failed.
      () => {},
    )
    return null
  }

  #keep(index: number, bytes: Bytes): BatchRecords {
    const records = new BatchRecords(this.#partitionOf(index), bytes, this.#byPlace)
    this.#kept.set(index, records)
    return records
  }
}
