import { offsetOf, type Received } from '../consume/received.ts'
import type { TopicRecords } from '../topic/topicRecords.ts'
import type { Outcomes } from '../trace/outcomes.ts'
import type { Slot } from './batchRows.ts'
import type { Expanded, Expander } from './expander.ts'
import { type Row, type RowPlace, sameBytes } from './row.ts'
import { lowerBound } from './rowFilter.ts'
import { Sections } from './sections.ts'
import type { Span } from './segments.ts'

export type RowSide = 'topic' | 'consumer'

/** What the rows are made of. */
export interface RowParts {
  readonly topic: TopicRecords
  readonly received: Received
  readonly outcomes: Outcomes
  /** which errors belong beside no record: they come first */
  readonly loose: readonly number[]
  /** stored batches in the order of the table */
  readonly order: readonly number[]
  readonly expander: Expander
  /** records that arrived and belong to no stored record: they come last */
  readonly strays: readonly Span[]
}

/**
 * The rows of both sides, computed from what is known of their batches; records are decoded only where a row is asked
 * for. Every received record and every error has exactly one row, also one that fits no stored record.
 */
export class RowSource {
  readonly #parts: RowParts
  readonly #sections: Sections

  constructor(parts: RowParts) {
    this.#parts = parts
    this.#sections = new Sections(parts)
  }

  get count(): number {
    return this.#sections.rows
  }

  /** How many rows hold something on a side. */
  rowCount(side: RowSide): number {
    return this.#sections.total(side)
  }

  /** How many of the rows before `index` hold something on a side. */
  rowsBefore(side: RowSide, index: number): number {
    if (index >= this.count) return this.rowCount(side)
    const { section, at } = this.#sections.find(index)
    const before = this.#sections.before(side, section)
    const batch = this.#batchOf(section)
    if (batch !== null) return before + this.#expand(batch).before[side][at]!
    return side === 'consumer' ? before + at : before
  }

  /** The row that holds the n-th (from 0) thing of a side; -1 when there are not so many. */
  indexOfRow(side: RowSide, n: number): number {
    if (n < 0 || n >= this.rowCount(side)) return -1
    const section = this.#sections.holding(side, n)
    const rest = n - this.#sections.before(side, section)
    const first = this.#sections.first(section)
    const batch = this.#batchOf(section)
    return first + (batch === null ? rest : lowerBound(this.#expand(batch).before[side], rest + 1) - 1)
  }

  /** The first row of a stored record, or of one that arrived with that offset; -1 when there is none. */
  indexOf({ partition, offset }: RowPlace): number {
    const place = this.#parts.topic.find(partition, offset)
    if (place !== null && place.record !== null) return this.#rowOfRecord(place.batch, place.record, 0)
    let n = 0
    for (const { arrived, from, count } of this.#parts.strays) {
      const head = this.#parts.received.head(arrived)
      if (head?.partition === partition) {
        for (let i = 0; i < count; i++) if (offsetOf(head, from + i) === offset) return this.#strayIndex(n + i)
      }
      n += count
    }
    return -1
  }

  /** The row of this id; -1 when there is none any more. */
  indexOfId(id: string): number {
    const loose = /^error-(\d+)$/.exec(id)
    if (loose) return this.#parts.loose.indexOf(Number(loose[1]))
    const stray = /^only\/(\d+)$/.exec(id)
    if (stray) return this.#strayIndex(Number(stray[1]))
    const own = /^(\d+):(\d+)(?:\/(\d+))?$/.exec(id)
    if (!own) return -1
    const place = this.#parts.topic.find(Number(own[1]), Number(own[2]))
    return place === null || place.record === null
      ? -1
      : this.#rowOfRecord(place.batch, place.record, Number(own[3] ?? 0))
  }

  /** What came of each stored batch. */
  get slots(): readonly Slot[] {
    return this.#parts.expander.slots
  }

  rowAt(index: number): Row | null {
    if (index < 0 || index >= this.count) return null
    const { section, at } = this.#sections.find(index)
    const batch = this.#batchOf(section)
    if (batch !== null) return this.#rowOfBatch(batch, at)
    return section === 0 ? this.#looseRow(at) : this.#strayRow(at)
  }

  /** All rows of a stored record. */
  rowsOf(place: RowPlace): Row[] {
    const rows: Row[] = []
    for (let index = Math.max(0, this.indexOf(place)); ; index++) {
      const row = this.rowAt(index)
      if (row?.place?.offset !== place.offset || row.place.partition !== place.partition) return rows
      rows.push(row)
    }
  }

  /** Begins to read what the rows from `from` to `to` need. */
  want(from: number, to: number): void {
    const { topic, received, strays, expander } = this.#parts
    const last = Math.min(to, this.count) - 1
    if (last < 0) return
    const until = this.#sections.find(last).section
    for (let { section } = this.#sections.find(Math.max(0, Math.min(from, last))); section <= until; section++) {
      const batch = this.#batchOf(section)
      if (batch !== null) {
        topic.records(batch)
        for (const { arrived } of expander.slots[batch]?.segments ?? []) received.records(arrived)
      } else if (section > 0) for (const { arrived } of strays.slice(0, STRAYS_AHEAD)) received.records(arrived)
    }
  }

  /** Told when records that were asked for have come. @returns a function that stops listening */
  onRead(listener: () => void): () => void {
    const leave = [this.#parts.topic.onRead(listener), this.#parts.received.onRead(listener)]
    return () => {
      for (const each of leave) each()
    }
  }

  #batchOf(section: number): number | null {
    return this.#parts.order[section - 1] ?? null
  }

  #expand(batch: number): Expanded {
    return this.#parts.expander.expand(batch)
  }

  #rowOfRecord(batch: number, record: number, nth: number): number {
    const section = this.#parts.expander.sectionOf(batch)
    const { rows } = this.#expand(batch)
    const at = lowerBound(rows.records, record) + nth
    return rows.records[at] === record && rows.nth[at] === nth ? this.#sections.first(section) + at : -1
  }

  #strayIndex(n: number): number {
    const section = this.#parts.order.length + 1
    return n < this.#sections.total('strays') ? this.#sections.first(section) + n : -1
  }

  #looseRow(at: number): Row | null {
    const index = this.#parts.loose[at]
    return index === undefined ? null : { ...NOTHING, id: `error-${index}`, error: this.#error(index) }
  }

  #strayRow(n: number): Row | null {
    let rest = n
    for (const { arrived, from, count } of this.#parts.strays) {
      if (rest < count) return this.#withReceived(`only/${n}`, arrived, from + rest)
      rest -= count
    }
    return null
  }

  #error(index: number) {
    return this.#parts.received.errors[index] ?? null
  }

  #withReceived(id: string, arrived: number, record: number): Row {
    const { received } = this.#parts
    return {
      ...NOTHING,
      id,
      has: { stored: false, received: true },
      receivedAt: this.#receivedAt(arrived, record),
      get received() {
        return received.records(arrived)?.at(record) ?? null
      },
    }
  }

  #receivedAt(arrived: number, record: number): RowPlace | null {
    const head = this.#parts.received.head(arrived)
    return head ? { partition: head.partition, offset: offsetOf(head, record) } : null
  }

  #rowOfBatch(batch: number, at: number): Row {
    const { topic, received, outcomes } = this.#parts
    const { rows } = this.#expand(batch)
    const record = rows.records[at]!
    const nth = rows.nth[at]!
    const arrived = rows.arrived[at]!
    const arrivedRecord = rows.arrivedRecords[at]!
    const outputs = rows.outputs[at]!
    const error = rows.errors[at]!
    const place = { partition: topic.head(batch)?.partition ?? 0, offset: topic.offsetOf(batch, record) }
    const stored = nth === 0
    const alone = error >= 0 && !stored
    return {
      id: `${place.partition}:${place.offset}${stored ? '' : `/${nth}`}`,
      place,
      has: { stored, received: arrived >= 0 },
      outputs,
      receivedAt: arrived < 0 ? null : this.#receivedAt(arrived, arrivedRecord),
      error: error < 0 ? null : this.#error(error),
      get parent() {
        return topic.records(batch)?.at(record) ?? null
      },
      get stored() {
        return stored ? this.parent : null
      },
      get received() {
        return arrived < 0 ? null : (received.records(arrived)?.at(arrivedRecord) ?? null)
      },
      get outcome() {
        return alone ? null : (outcomes.at(place.partition, place.offset) ?? null)
      },
      get changed() {
        if (outputs !== 1) return outputs > 1 && !alone
        const [before, after] = [this.parent, this.received]
        if (before === null || after === null) return false
        return !sameBytes(before.key, after.key) || !sameBytes(before.value, after.value)
      },
    }
  }
}

/** Strays are few: records the topic has not shown yet, or of a topic that nobody observes. */
const STRAYS_AHEAD = 64

const NOTHING: Row = {
  id: '',
  place: null,
  has: { stored: false, received: false },
  stored: null,
  parent: null,
  outcome: null,
  outputs: 0,
  changed: false,
  received: null,
  receivedAt: null,
  error: null,
}
