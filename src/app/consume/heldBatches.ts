import type { Bytes } from '../../protocol/bytes.ts'
import { Recent } from '../batches/recent.ts'

/** The first so many bytes stay in the page's memory. */
const MEMORY_BYTES = 32 * 1024 * 1024
/** What comes after them is put outside in pieces of this size. */
const PIECE_BYTES = 4 * 1024 * 1024
/** Of what lies outside, so many bytes are kept that were read again. */
const KEPT_BYTES = 8 * 1024 * 1024

interface Outside {
  readonly piece: Blob
  readonly from: number
  readonly to: number
}

/** Batches in the order they came: in memory up to a budget, then in Blobs, which lie outside the page's memory. */
export class HeldBatches {
  readonly #places: (Bytes | Outside)[] = []
  readonly #memoryBytes: number
  readonly #pieceBytes: number
  readonly #kept = new Recent<number, Bytes>(KEPT_BYTES, (bytes) => bytes.length)
  readonly #coming = new Map<number, Promise<Bytes>>()
  /** indexes of batches that wait to become a piece */
  #waiting: number[] = []
  #waitingBytes = 0
  #inMemory = 0

  constructor(memoryBytes = MEMORY_BYTES, pieceBytes = PIECE_BYTES) {
    this.#memoryBytes = memoryBytes
    this.#pieceBytes = pieceBytes
  }

  /** bytes that lie in the page's memory; what was read again is not counted */
  get memoryBytes(): number {
    return this.#inMemory + this.#waitingBytes
  }

  add(batch: Bytes): void {
    this.#places.push(batch)
    if (this.#waiting.length === 0 && this.#inMemory + batch.length <= this.#memoryBytes) {
      this.#inMemory += batch.length
      return
    }
    this.#waiting.push(this.#places.length - 1)
    this.#waitingBytes += batch.length
    if (this.#waitingBytes >= this.#pieceBytes) this.#moveOut()
  }

  /** At once when it lies in memory. Rejects when the browser has lost the piece. */
  read(index: number): Bytes | Promise<Bytes> {
    const place = this.#places[index]
    if (place === undefined) throw new RangeError(`there is no batch ${index}`)
    if (place instanceof Uint8Array) return place
    const known = this.#kept.get(index) ?? this.#coming.get(index)
    if (known) return known
    const coming = this.#readBack(index, place).finally(() => this.#coming.delete(index))
    this.#coming.set(index, coming)
    return coming
  }

  /** The same batches, the first `count` of them, to go on with apart. */
  copy(count: number): HeldBatches {
    const copy = new HeldBatches(this.#memoryBytes, this.#pieceBytes)
    for (const place of this.#places.slice(0, count)) {
      if (place instanceof Uint8Array) copy.add(place)
      else copy.#places.push(place)
    }
    return copy
  }

  #moveOut(): void {
    const batches = this.#waiting.map((index) => this.#places[index]).filter((place) => place instanceof Uint8Array)
    const piece = new Blob(batches)
    let from = 0
    for (const [i, { length }] of batches.entries()) {
      this.#places[this.#waiting[i]!] = { piece, from, to: from + length }
      from += length
    }
    this.#waiting = []
    this.#waitingBytes = 0
  }

  async #readBack(index: number, { piece, from, to }: Outside): Promise<Bytes> {
    const batch = new Uint8Array(await piece.slice(from, to).arrayBuffer())
    this.#kept.set(index, batch)
    return batch
  }
}
