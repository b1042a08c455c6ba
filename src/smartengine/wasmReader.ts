import { EngineError } from './engineError.ts'

/** Longest name in a module, in bytes: V8's own limit. */
const LONGEST_NAME = 100_000

/** Reads the primitives of the WebAssembly binary format, and refuses with the byte offset whatever does not fit. */
export class WasmReader {
  readonly bytes: Uint8Array
  at: number
  /** where reading must stop: the end of the section (or body) that is read */
  end: number

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  /** One byte. @throws EngineError E_MALFORMED at the end */
  byte(what: string): number {
    if (this.at >= this.end) throw this.malformed(this.at, what, 'the end')
    return this.bytes[this.at++]!
  }

  /** An unsigned LEB128 number of at most 32 bits. @throws EngineError E_MALFORMED */
  u32(what: string): number {
    const start = this.at
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte(what)
      if (shift === 28 && byte > 0x0f) throw this.malformed(start, what, 'a number of more than 32 bits')
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw this.malformed(start, what, 'a number of more than 32 bits')
  }

  /** Passes a signed or unsigned LEB128 number of at most `bits` bits. @throws EngineError E_MALFORMED */
  skipLeb(bits: 32 | 33 | 64, what: string): void {
    const start = this.at
    for (let i = 0; i < Math.ceil(bits / 7); i++) if (this.byte(what) < 0x80) return
    throw this.malformed(start, what, `a number of more than ${bits} bits`)
  }

  /** Passes `count` bytes. @throws EngineError E_MALFORMED when they are not there */
  skip(count: number, what: string): void {
    const left = this.end - this.at
    if (count > left) throw this.malformed(this.at, `${what} of ${count} bytes`, `${left} bytes`)
    this.at += count
  }

  /** A length and that many bytes of UTF-8. @throws EngineError E_MALFORMED */
  name(what: string): string {
    const start = this.at
    const length = this.u32(what)
    if (length > LONGEST_NAME)
      throw this.malformed(start, `${what} of at most ${LONGEST_NAME} bytes`, `${length} bytes`)
    const from = this.at
    this.skip(length, what)
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes.subarray(from, this.at))
    } catch {
      throw this.malformed(from, `${what} in UTF-8`, 'other bytes')
    }
  }

  /**
   * A count that is at most `limit`, and for which at least a byte each remains.
   * @param what named in the error's details, as in "imports"
   * @throws EngineError E_LIMIT over the limit, E_MALFORMED when the section is too short
   */
  count(what: string, limit: number): number {
    const start = this.at
    const count = this.u32(`a number of ${what}`)
    if (count > limit) throw overLimit(what, count, limit, start)
    if (count > this.end - this.at) throw this.malformed(start, `at most ${this.end - this.at} ${what}`, String(count))
    return count
  }

  malformed(at: number, expected: string, found: string): EngineError {
    return malformed(at, expected, found)
  }
}

/** The error for a binary that cannot be read. Details: at (byte offset), expected, found. */
export function malformed(at: number, expected: string, found: string): EngineError {
  const message = `byte ${at} (0x${at.toString(16)}): expected ${expected}, found ${found}`
  return new EngineError('E_MALFORMED', message, { at, expected, found })
}

/** The error for more of something than the limit. Details: what, count, limit, at (byte offset). */
export function overLimit(what: string, count: number, limit: number, at: number): EngineError {
  return new EngineError('E_LIMIT', `${count} ${what}, at most ${limit} are allowed`, { what, count, limit, at })
}
