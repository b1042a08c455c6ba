/** Bytes that own an ArrayBuffer, so that they can be transferred between workers. */
export type Bytes = Uint8Array<ArrayBuffer>

const encoder = new TextEncoder()

/** The UTF-8 bytes of a text. Lone surrogates become U+FFFD. */
export function utf8(text: string): Bytes {
  return encoder.encode(text)
}

/** Bytes as lower case hex digits, two a byte, nothing between them. */
export function toHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return hex
}

/**
 * The bytes of hex digits, in either case; white space between them is ignored.
 * @throws RangeError when anything else is in it, or half a byte
 */
export function fromHex(hex: string): Bytes {
  const digits = hex.replace(/\s/g, '')
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) throw new RangeError(`not hex: ${hex.slice(0, 40)}`)
  const bytes = new Uint8Array(digits.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

/** One copy of all parts, in their order. */
export function concatBytes(parts: readonly Uint8Array[]): Bytes {
  let size = 0
  for (const part of parts) size += part.length
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** A copy with an ArrayBuffer of exactly its size, whatever memory the view looks into. */
export function ownBytes(view: Uint8Array): Bytes {
  return new Uint8Array(view)
}
