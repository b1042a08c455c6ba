import type { Bytes } from '../../protocol/bytes.ts'

const LF = 0x0a
const CR = 0x0d

/**
 * Lines of a file as `fluvio produce` reads them: split at LF, one CR before it belongs to the line end, and a line end
 * at the end of the file starts no further line. The bytes of a line are its own copy.
 */
export function splitLines(bytes: Uint8Array): Bytes[] {
  const lines: Bytes[] = []
  let start = 0
  while (start < bytes.length) {
    const found = bytes.indexOf(LF, start)
    const end = found < 0 ? bytes.length : found
    const cut = found >= 0 && end > start && bytes[end - 1] === CR ? end - 1 : end
    lines.push(bytes.slice(start, cut))
    start = end + 1
  }
  return lines
}

/** True for a file that starts with the UTF-8 byte order mark. */
export function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}
