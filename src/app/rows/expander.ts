import { Recent } from '../batches/recent.ts'
import type { TopicRecords } from '../topic/topicRecords.ts'
import { arrivedCount, type BatchRows, batchRows, isPlain, type Slot } from './batchRows.ts'
import { lowerBound, type RowFilter } from './rowFilter.ts'
import type { RowSide } from './rowSource.ts'

/** Rows of batches that were looked at last. */
const ROWS_KEPT = 200_000

/** The rows of one stored batch, and how many before each (and in all) hold something on a side. */
export interface Expanded {
  readonly rows: BatchRows
  readonly before: Readonly<Record<RowSide, Int32Array>>
}

/** How many rows a stored batch takes, and how many of them hold something on a side. */
interface Sizes {
  /** records that the filter shows */
  readonly shown: number
  readonly rows: number
  readonly topic: number
  readonly consumer: number
}

/** What was computed of slots, for all moments: a slot that has not changed is not looked at again. */
export class ExpanderCache {
  readonly filter: RowFilter | null
  readonly sizes: WeakMap<Slot, Sizes>
  readonly rows = new Recent<Slot, Expanded>(ROWS_KEPT, ({ rows }) => rows.count)

  /** @param before the cache that this one takes the place of */
  constructor(filter: RowFilter | null, before?: ExpanderCache) {
    this.filter = filter
    const goesOn = filter?.text !== undefined && before?.filter?.text === filter.text
    this.sizes = goesOn ? before.sizes : new WeakMap()
  }
}

/** The rows of stored batches: their number at once, themselves when they are asked for. */
export class Expander {
  readonly #topic: TopicRecords
  /** by stored batch */
  readonly slots: readonly Slot[]
  readonly #sections: Int32Array
  readonly #cache: ExpanderCache

  constructor(topic: TopicRecords, slots: readonly Slot[], order: readonly number[], cache: ExpanderCache) {
    this.#topic = topic
    this.slots = slots
    this.#cache = cache
    this.#sections = new Int32Array(order.length)
    for (const [i, batch] of order.entries()) this.#sections[batch] = i + 1
  }

  sectionOf(batch: number): number {
    return this.#sections[batch] ?? 0
  }

  sizes(batch: number): Sizes {
    const slot = this.slots[batch]
    const records = this.#topic.head(batch)?.records ?? 0
    const { filter } = this.#cache
    const { from, to } = filter === null ? { from: 0, to: records } : this.#range(batch, filter)
    const shown = to - from
    if (slot === undefined || (filter !== null && shown === 0)) return { shown, rows: 0, topic: 0, consumer: 0 }
    // where offsets have gaps, a filter may name some that hold nothing
    const all = filter === null || (shown === records && this.#topic.isDense(batch))
    if (all && isPlain(slot)) {
      return { shown, rows: records, topic: records, consumer: arrivedCount(slot) }
    }
    const known = this.#cache.sizes.get(slot)
    if (known?.shown === shown) return known
    const { rows, before } = this.#make(batch)
    const sizes = { shown, rows: rows.count, topic: before.topic[rows.count]!, consumer: before.consumer[rows.count]! }
    this.#cache.sizes.set(slot, sizes)
    return sizes
  }

  expand(batch: number): Expanded {
    const slot = this.slots[batch]
    const known = slot && this.#cache.rows.get(slot)
    if (known) return known
    const made = this.#make(batch)
    if (slot) this.#cache.rows.set(slot, made)
    return made
  }

  #make(batch: number): Expanded {
    const { filter } = this.#cache
    const slot = this.slots[batch] ?? { segments: [], errors: [] }
    const shown = filter === null ? null : this.#shown(batch, filter)
    const rows = batchRows(slot, this.#topic.head(batch)?.records ?? 0, shown)
    const before = { topic: new Int32Array(rows.count + 1), consumer: new Int32Array(rows.count + 1) }
    for (let row = 0; row < rows.count; row++) {
      before.topic[row + 1] = before.topic[row]! + (rows.nth[row] === 0 ? 1 : 0)
      const holds = rows.arrived[row]! >= 0 || rows.errors[row]! >= 0
      before.consumer[row + 1] = before.consumer[row]! + (holds ? 1 : 0)
    }
    return { rows, before }
  }

  /** Where the filter's offsets of a batch begin and end. */
  #range(batch: number, { offsets }: RowFilter): { all: ArrayLike<number>; from: number; to: number } {
    const head = this.#topic.head(batch)
    const all = head && offsets[head.partition]
    if (!all) return { all: [], from: 0, to: 0 }
    return { all, from: lowerBound(all, head.baseOffset), to: lowerBound(all, head.lastOffset + 1) }
  }

  /** Places of the batch's records that the filter shows. */
  #shown(batch: number, filter: RowFilter): Int32Array {
    const { all, from, to } = this.#range(batch, filter)
    const places: number[] = []
    for (let i = from; i < to; i++) {
      const place = this.#topic.recordIn(batch, all[i]!)
      if (place !== null) places.push(place)
    }
    return Int32Array.from(places)
  }
}
