/**
 * A list that only grows, as a value: each moment keeps its length and shares its items with the later ones, so that
 * going on costs what is new. Going on twice from one moment makes a copy.
 */
export class Growing<T> {
  readonly #items: T[]
  readonly length: number

  private constructor(items: T[], length: number) {
    this.#items = items
    this.length = length
  }

  static none<T>(): Growing<T> {
    return new Growing<T>([], 0)
  }

  with(more: readonly T[]): Growing<T> {
    const items = this.#items.length === this.length ? this.#items : this.#items.slice(0, this.length)
    for (const item of more) items.push(item)
    return new Growing(items, items.length)
  }

  at(index: number): T | undefined {
    return index < this.length ? this.#items[index] : undefined
  }

  /** True when `earlier` is a moment of this very list. */
  continues(earlier: Growing<T>): boolean {
    return this.#items === earlier.#items && earlier.length <= this.length
  }

  all(): readonly T[] {
    return this.#items.slice(0, this.length)
  }

  /** The first index whose item is at or after something, by a test that turns true once. */
  firstWhere(reached: (item: T) => boolean): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (reached(this.#items[middle]!)) high = middle
      else low = middle + 1
    }
    return low
  }
}
