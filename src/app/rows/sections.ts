import { lowerBound } from './rowFilter.ts'
import type { RowParts, RowSide } from './rowSource.ts'

/**
 * Where each part of the table begins, as sums: first the errors that belong to no record, then the stored batches,
 * then records that only the consumer has.
 */
export class Sections {
  /** for each section, and once more for the end: rows before it, and how many of them hold something on a side */
  readonly #first: Float64Array
  readonly #before: Readonly<Record<RowSide, Float64Array>>
  readonly #strays: number

  constructor({ loose, order, expander, strays }: RowParts) {
    const count = order.length + 2
    this.#first = new Float64Array(count + 1)
    this.#before = { topic: new Float64Array(count + 1), consumer: new Float64Array(count + 1) }
    this.#strays = strays.reduce((sum, span) => sum + span.count, 0)
    this.#add(0, loose.length, 0, loose.length)
    for (const [i, batch] of order.entries()) {
      const { rows, topic, consumer } = expander.sizes(batch)
      this.#add(i + 1, rows, topic, consumer)
    }
    this.#add(count - 1, this.#strays, 0, this.#strays)
  }

  get rows(): number {
    return this.#first.at(-1) ?? 0
  }

  total(side: RowSide | 'strays'): number {
    return side === 'strays' ? this.#strays : (this.#before[side].at(-1) ?? 0)
  }

  /** The first row of a section. */
  first(section: number): number {
    return this.#first[section] ?? 0
  }

  before(side: RowSide, section: number): number {
    return this.#before[side][section] ?? 0
  }

  /** The section of a row, and the row's place in it. */
  find(index: number): { section: number; at: number } {
    const section = lowerBound(this.#first, index + 1) - 1
    return { section, at: index - this.first(section) }
  }

  /** The section with the n-th thing of a side. */
  holding(side: RowSide, n: number): number {
    return lowerBound(this.#before[side], n + 1) - 1
  }

  #add(section: number, rows: number, topic: number, consumer: number): void {
    this.#first[section + 1] = this.#first[section]! + rows
    this.#before.topic[section + 1] = this.#before.topic[section]! + topic
    this.#before.consumer[section + 1] = this.#before.consumer[section]! + consumer
  }
}
