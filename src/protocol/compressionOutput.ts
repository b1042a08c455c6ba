import type { Bytes } from './bytes.ts'
import { DecodeError } from './decodeError.ts'

const FIRST_SIZE = 4096

/** Bytes that a codec gives, up to a limit. It grows with what is written, never with what a header promises. */
export class CompressionOutput {
  length = 0
  readonly #limit: number
  #bytes: Bytes

  /** @param limit most bytes it takes */
  constructor(limit: number) {
    this.#limit = limit
    this.#bytes = new Uint8Array(Math.min(limit, FIRST_SIZE))
  }

  /** The bytes written, in an ArrayBuffer of their own. */
  take(): Bytes {
    return this.#bytes.slice(0, this.length)
  }

  /** The bytes written from `from` on, as a view that ends with the next write. */
  since(from: number): Uint8Array {
    return this.#bytes.subarray(from, this.length)
  }

  /**
   * @param at place in the compressed bytes, for the error
   * @throws DecodeError when the limit is passed
   */
  write(bytes: Uint8Array, at: number): void {
    this.#reserve(bytes.length, at)
    this.#bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /**
   * Writes again what was written `distance` bytes ago; what it writes may be part of what it copies.
   * @param from nothing before this length may be copied
   * @param at place in the compressed bytes, for the error
   * @throws DecodeError when the distance reaches before `from`, or the limit is passed
   */
  repeat(distance: number, count: number, from: number, at: number): void {
    const most = this.length - from
    if (distance < 1 || distance > most) {
      throw new DecodeError(at, `a copy from ${distance} bytes ago`, most === 0 ? 'no copy yet' : `1 to ${most}`)
    }
    this.#reserve(count, at)
    const [bytes, start] = [this.#bytes, this.length]
    for (let i = 0; i < count; i++) bytes[start + i] = bytes[start + i - distance]!
    this.length += count
  }

  #reserve(count: number, at: number): void {
    const size = this.length + count
    if (size > this.#limit) throw outputTooLarge(at, this.#limit)
    if (size <= this.#bytes.length) return
    const larger = new Uint8Array(Math.min(this.#limit, Math.max(size, 2 * this.#bytes.length)))
    larger.set(this.#bytes.subarray(0, this.length))
    this.#bytes = larger
  }
}

/** The error of compressed bytes that give more than the caller takes. */
export function outputTooLarge(at: number, limit: number): DecodeError {
  return new DecodeError(at, `more than ${limit} uncompressed bytes`, `at most ${limit}`)
}
