import type { Bytes } from '../../protocol/bytes.ts'

/** A half surrogate that stands for one byte that is not UTF-8: U+DC80 for 0x80 to U+DCFF for 0xFF. */
const STRAY_BYTE = /[\uDC80-\uDCFF]/

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/**
 * Reads bytes as UTF-8 so that nothing is lost: a byte that is not UTF-8 becomes one half surrogate, U+DC00 + byte
 * (PEP 383), which valid UTF-8 can never give. A byte order mark is kept. All positions ("code units") that the page
 * uses are positions in this text.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  return decodeStrict(bytes) ?? decodeWithStrays(bytes)
}

/** The text of valid UTF-8, with its byte order mark if it has one; null for anything else. */
export function decodeStrict(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

/** The UTF-8 bytes of a text. A text of {@link decodeUtf8} gives back the bytes it was read from. */
export function encodeUtf8(text: string): Bytes {
  if (!STRAY_BYTE.test(text)) return encoder.encode(text)
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00)
    else bytes.push(...encoder.encode(character))
  }
  return Uint8Array.from(bytes)
}

function decodeWithStrays(bytes: Uint8Array): string {
  let text = ''
  let runStart = 0
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at)
    if (length > 0) {
      at += length
      continue
    }
    text += strict.decode(bytes.subarray(runStart, at)) + String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
    at += 1
    runStart = at
  }
  return text + strict.decode(bytes.subarray(runStart))
}

/** Length in bytes of the well-formed sequence at `at`, 0 if there is none (Unicode 15, table 3-7). */
export function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0xff
  if (lead < 0x80) return 1
  if (lead >= 0xc2 && lead <= 0xdf) return isTail(bytes[at + 1]) ? 2 : 0
  const second = bytes[at + 1] ?? 0
  if (lead >= 0xe0 && lead <= 0xef) {
    const low = lead === 0xe0 ? 0xa0 : 0x80
    const high = lead === 0xed ? 0x9f : 0xbf
    return second >= low && second <= high && isTail(bytes[at + 2]) ? 3 : 0
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const low = lead === 0xf0 ? 0x90 : 0x80
    const high = lead === 0xf4 ? 0x8f : 0xbf
    return second >= low && second <= high && isTail(bytes[at + 2]) && isTail(bytes[at + 3]) ? 4 : 0
  }
  return 0
}

function isTail(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte <= 0xbf
}
