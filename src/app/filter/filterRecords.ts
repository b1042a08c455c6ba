import type { BatchHead, BatchSource } from '../batches/batchSource.ts'
import { eachBatch } from '../batches/eachBatch.ts'
import { OffsetSet } from './offsetSet.ts'
import type { RowFilter } from './rowFilter.ts'
import { makeNeedle, searchBatch } from './searchBatch.ts'

/** How far a search is. */
export interface FilterProgress {
  /** records that were looked at, of both sides together */
  readonly searched: number
  readonly total: number
}

/** The first look at what was found so far is after so long, ms, and each further one after twice as long: rows are made anew. */
const SHOW_AFTER_MS = 200

/** The search for one text. Sides that grow are searched on from where it was. */
export class FilterSearch {
  readonly text: string
  readonly #found: OffsetSet[] = []
  #filter: RowFilter | null = null
  readonly #topic: SideSearch
  readonly #consumer: SideSearch

  /** @param text at least one character */
  constructor(text: string) {
    this.text = text
    const needle = makeNeedle(text)
    const found = (partition: number, offset: number) => {
      while (this.#found.length <= partition) this.#found.push(new OffsetSet())
      this.#found[partition]?.add(offset)
    }
    this.#topic = new SideSearch(needle, found)
    this.#consumer = new SideSearch(needle, found)
  }

  /** True when these sides hold what was searched, perhaps with more behind it. Else a new search must begin. */
  continues(topic: BatchSource, consumer: BatchSource): boolean {
    return this.#topic.continues(topic) && this.#consumer.continues(consumer)
  }

  /**
   * Searches what was not searched yet.
   * @param onProgress now and then, with what was found so far
   * @param signal the search can go on later
   */
  async search(
    topic: BatchSource,
    consumer: BatchSource,
    onProgress: (progress: FilterProgress, found: () => RowFilter) => void,
    signal: AbortSignal,
  ): Promise<RowFilter> {
    let shownAt = performance.now()
    let wait = SHOW_AFTER_MS
    const total = recordsOf(topic) + recordsOf(consumer)
    const tell = () => {
      if (performance.now() - shownAt < wait) return
      shownAt = performance.now()
      wait *= 2
      onProgress({ searched: this.#topic.records + this.#consumer.records, total }, () => this.filter())
    }
    await this.#topic.search(topic, tell, signal)
    await this.#consumer.search(consumer, tell, signal)
    return this.filter()
  }

  /** What was found so far. The same value as before when nothing was added: rows are made anew for another one. */
  filter(): RowFilter {
    const count = this.#found.reduce((sum, { size }) => sum + size, 0)
    if (this.#filter?.count !== count) {
      this.#filter = { text: this.text, offsets: this.#found.map((found) => found.sorted()), count }
    }
    return this.#filter
  }
}

/** Finds the records that hold a text, on both sides. See {@link FilterSearch} for sides that grow. */
export function filterRecords(
  topic: BatchSource,
  consumer: BatchSource,
  text: string,
  onProgress: (progress: FilterProgress, found: () => RowFilter) => void,
  signal: AbortSignal,
): Promise<RowFilter> {
  return new FilterSearch(text).search(topic, consumer, onProgress, signal)
}

/** One side, as far as it was searched. */
class SideSearch {
  records = 0
  #batches = 0
  #last: BatchHead | undefined
  readonly #needle: ReturnType<typeof makeNeedle>
  readonly #found: (partition: number, offset: number) => void

  constructor(needle: ReturnType<typeof makeNeedle>, found: (partition: number, offset: number) => void) {
    this.#needle = needle
    this.#found = found
  }

  continues({ heads }: BatchSource): boolean {
    return heads.length >= this.#batches && heads[this.#batches - 1] === this.#last
  }

  async search(source: BatchSource, tell: () => void, signal: AbortSignal): Promise<void> {
    await eachBatch(source, this.#batches, signal, (batch, head, index) => {
      for (const delta of searchBatch(batch, this.#needle)) this.#found(head.partition, head.baseOffset + delta)
      this.records += head.records
      this.#batches = index + 1
      this.#last = head
      tell()
    })
  }
}

function recordsOf({ heads }: BatchSource): number {
  return heads.reduce((sum, { records }) => sum + records, 0)
}
