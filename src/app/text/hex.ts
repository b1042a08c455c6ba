/** One line of a hex dump. */
export interface HexRow {
  /** place of the first byte */
  readonly at: number
  /** two digits a byte: "7b 22 73" */
  readonly hex: string
  /** printable ASCII, a dot for each other byte */
  readonly ascii: string
}

const DIGITS = '0123456789abcdef'

/** Hex digits of bytes, two a byte, with `between` between them. */
export function toHex(bytes: Uint8Array, between = ''): string {
  return Array.from(bytes, hexByte).join(between)
}

/**
 * Rows of a hex dump, as hexdump -C prints them.
 * @param from first byte; rows start there
 * @param count how many bytes at most
 * @param width bytes a row
 */
export function hexRows(bytes: Uint8Array, from = 0, count = bytes.length, width = 16): HexRow[] {
  const rows: HexRow[] = []
  const end = Math.min(bytes.length, from + count)
  for (let at = from; at < end; at += width) {
    const part = bytes.subarray(at, Math.min(end, at + width))
    rows.push({ at, hex: toHex(part, ' '), ascii: Array.from(part, printable).join('') })
  }
  return rows
}

/** A place in a hex dump: eight digits. */
export function hexPlace(at: number): string {
  return at.toString(16).padStart(8, '0')
}

function hexByte(byte: number): string {
  return `${DIGITS[byte >> 4]}${DIGITS[byte & 15]}`
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'
}
