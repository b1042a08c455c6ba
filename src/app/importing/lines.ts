import type { Bytes } from '../../protocol/bytes.ts'
import { concatBytes } from '../../protocol/bytes.ts'

const LF = 0x0a
const CR = 0x0d

/**
 * Lines of a file as `fluvio produce` reads them: split at LF, one CR before it belongs to the line end, and a line end
 * at the end of the file starts no further line. The file comes in pieces; the bytes of a line are its own copy.
 */
export class LineSplitter {
  /** the line that has no end yet */
  #open: Bytes[] = []

  /** The lines that end in this piece. */
  push(piece: Uint8Array): Bytes[] {
    const lines: Bytes[] = []
    let start = 0
    for (;;) {
      const end = piece.indexOf(LF, start)
      if (end < 0) break
      const line = this.#close(piece.subarray(start, end))
      lines.push(line.at(-1) === CR ? line.slice(0, -1) : line)
      start = end + 1
    }
    if (start < piece.length) this.#open.push(piece.slice(start))
    return lines
  }

  /** What stands behind the last line end, if anything does. */
  end(): Bytes[] {
    return this.#open.length === 0 ? [] : [this.#close(new Uint8Array())]
  }

  #close(last: Uint8Array): Bytes {
    const line = concatBytes([...this.#open, last])
    this.#open = []
    return line
  }
}

/** True for a file that starts with the UTF-8 byte order mark. */
export function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

/** The bytes behind the byte order mark, if there is one. */
export function withoutMark(bytes: Bytes): Bytes {
  return hasByteOrderMark(bytes) ? bytes.slice(3) : bytes
}
