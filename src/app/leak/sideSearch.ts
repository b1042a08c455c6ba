import type { Bytes } from '../../protocol/bytes.ts'
import type { BatchHead } from '../batches/batchSource.ts'
import type { SearchRequest } from './leakMessages.ts'
import { addCounts, type LeakCount, NO_MATCHES, type SearchedError } from './search.ts'

/** Bytes that are searched together: enough that messages cost nothing, few enough that the page answers. */
const PART_BYTES = 512 * 1024

/** One side of the network as it is at a moment. */
export interface SearchedSide {
  readonly batches: {
    readonly length: number
    head(index: number): BatchHead | undefined
    read(index: number): Bytes | Promise<Bytes>
    /** true when the other is an earlier moment of this one */
    continues(earlier: SearchedSide['batches']): boolean
  }
  /** those of an earlier moment come first */
  readonly errors: readonly SearchedError[]
}

/** A part of a side that is to be searched. */
interface Part {
  readonly request: Omit<SearchRequest, 'source'>
  readonly records: number
  readonly bytes: number
  /** where the part ends */
  readonly nextBatch: number
  readonly nextError: number
}

/** How far one side has been searched, and what was found there. */
export class SideSearch {
  count: LeakCount = NO_MATCHES
  done = 0
  total = 0
  #side: SearchedSide | null = null
  #batch = 0
  #error = 0
  #records = 0
  #summed = 0

  /** Goes on with a later moment of the same side, or starts over. @returns true when it started over */
  show(side: SearchedSide): boolean {
    const goesOn = this.#side !== null && side.batches.continues(this.#side.batches)
    if (!goesOn) this.startOver()
    this.#side = side
    for (; this.#summed < side.batches.length; this.#summed++) this.total += side.batches.head(this.#summed)?.bytes ?? 0
    return !goesOn
  }

  startOver(): void {
    Object.assign(this, { count: NO_MATCHES, done: 0 })
    this.#batch = 0
    this.#error = 0
    this.#records = 0
    if (this.#side === null) return
    this.total = 0
    for (this.#summed = 0; this.#summed < this.#side.batches.length; this.#summed++) {
      this.total += this.#side.batches.head(this.#summed)?.bytes ?? 0
    }
  }

  get isDone(): boolean {
    return this.#side === null || (this.#batch >= this.#side.batches.length && this.#error >= this.#side.errors.length)
  }

  /** Reads the next part; a batch is copied, because it is transferred. Rejects when it cannot be read. */
  next(): Part | Promise<Part> {
    const { batches, errors } = this.#side ?? NOTHING
    const first = this.#batch
    const partition = batches.head(first)?.partition ?? 0
    const taken: Bytes[] = []
    let [records, bytes] = [0, 0]
    // One after the other: those of a large topic that lie beside each other come together.
    const take = (): Part | Promise<Part> => {
      for (;;) {
        const at = first + taken.length
        const head = batches.head(at)
        if (head === undefined || head.partition !== partition || bytes >= PART_BYTES) break
        const keep = (read: Bytes) => {
          taken.push(read.slice())
          records += head.records
          bytes += head.bytes
        }
        const read = batches.read(at)
        if (read instanceof Promise) {
          return read.then((come) => {
            keep(come)
            return take()
          })
        }
        keep(read)
      }
      const nextBatch = first + taken.length
      const all = nextBatch >= batches.length
      const request = { partition, batches: taken, errors: all ? errors.slice(this.#error) : [] }
      return { request, records, bytes, nextBatch, nextError: all ? errors.length : this.#error }
    }
    return take()
  }

  /** A part was searched. */
  add({ records, bytes, nextBatch, nextError }: Part, count: LeakCount): void {
    this.count = addCounts(this.count, count, this.#records, this.#error)
    this.#records += records
    this.done += bytes
    this.#batch = nextBatch
    this.#error = nextError
  }
}

const NOTHING: SearchedSide = {
  batches: { length: 0, head: () => undefined, read: () => new Uint8Array(), continues: () => false },
  errors: [],
}
