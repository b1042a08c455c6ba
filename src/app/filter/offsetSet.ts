/** A set of offsets from 0, one bit each: a million of them in 125 KB, and read back in order. */
export class OffsetSet {
  #bits = new Uint32Array(64)
  #size = 0

  /** how many offsets are in it */
  get size(): number {
    return this.#size
  }

  add(offset: number): void {
    const word = offset >>> 5
    if (word >= this.#bits.length) {
      const more = new Uint32Array(Math.max(word + 1, this.#bits.length * 2))
      more.set(this.#bits)
      this.#bits = more
    }
    const bit = 1 << (offset & 31)
    const before = this.#bits[word] ?? 0
    if ((before & bit) !== 0) return
    this.#bits[word] = before | bit
    this.#size += 1
  }

  /** All of them, ascending. */
  sorted(): Float64Array {
    const offsets = new Float64Array(this.#size)
    let to = 0
    this.#bits.forEach((bits, word) => {
      for (let rest = bits; rest !== 0; rest &= rest - 1) {
        offsets[to] = word * 32 + 31 - Math.clz32(rest & -rest)
        to += 1
      }
    })
    return offsets
  }
}
