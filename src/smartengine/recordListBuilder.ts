import type { Bytes } from '../protocol/bytes.ts'

/** Bytes of a record list's count. */
export const LIST_HEAD = 4

/** A record list that grows by the records of other lists, whose bytes it copies once. */
export class RecordListBuilder {
  #bytes: Bytes
  #end = LIST_HEAD
  /** records so far */
  count = 0

  /** @param expected bytes the list will have, about */
  constructor(expected: number) {
    this.#bytes = new Uint8Array(LIST_HEAD + expected)
  }

  /** bytes so far */
  get size(): number {
    return this.#end
  }

  /**
   * Adds the records of a list.
   * @param records the list without its count: records only
   */
  append(records: Uint8Array, count: number): void {
    const end = this.#end + records.length
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.#bytes.length))
      grown.set(this.#bytes.subarray(0, this.#end))
      this.#bytes = grown
    }
    this.#bytes.set(records, this.#end)
    this.#end = end
    this.count += count
  }

  /** The list. Its bytes own their buffer; the builder must not be used again. */
  finish(): Bytes {
    new DataView(this.#bytes.buffer).setInt32(0, this.count)
    return this.#end === this.#bytes.length ? this.#bytes : this.#bytes.slice(0, this.#end)
  }
}
