import type { Span } from './segments.ts'

/** Takes the records of one partition in the order they arrived. */
export class OrderCursor {
  readonly waiting: Span[] = []
  /** traced batches that were paired */
  traced = 0
  #span = 0
  #record = 0

  /** The next record, or null when no more have arrived. */
  take(): { arrived: number; record: number } | null {
    const span = this.waiting[this.#span]
    if (span === undefined) return null
    const taken = { arrived: span.arrived, record: span.from + this.#record }
    this.#record += 1
    if (this.#record === span.count) {
      this.#span += 1
      this.#record = 0
    }
    return taken
  }

  /** What was not taken. */
  rest(): Span[] {
    const [first, ...others] = this.waiting.slice(this.#span)
    if (first === undefined) return []
    const { arrived, from, count } = first
    return [{ arrived, from: from + this.#record, count: count - this.#record }, ...others]
  }
}
