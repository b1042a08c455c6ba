/** A map that keeps what was used last, up to a size. */
export class Recent<K, V> {
  readonly #most: number
  readonly #sizeOf: (value: V) => number
  readonly #values = new Map<K, V>()
  #size = 0

  /** @param sizeOf in the unit of `most` */
  constructor(most: number, sizeOf: (value: V) => number) {
    this.#most = most
    this.#sizeOf = sizeOf
  }

  get(key: K): V | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    this.#values.delete(key)
    this.#values.set(key, value)
    return value
  }

  /** Keeps a value; the ones that were not used for longest go, never this one. */
  set(key: K, value: V): void {
    const before = this.#values.get(key)
    if (before !== undefined) this.#size -= this.#sizeOf(before)
    this.#values.delete(key)
    this.#values.set(key, value)
    this.#size += this.#sizeOf(value)
    for (const [oldest, gone] of this.#values) {
      if (this.#size <= this.#most || oldest === key) break
      this.#values.delete(oldest)
      this.#size -= this.#sizeOf(gone)
    }
  }
}
