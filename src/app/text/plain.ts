import { displayText } from './display.ts'
import { decodeUtf8 } from './utf8.ts'

/** A value as one short line of text, with symbols for what cannot be seen. For names and sentences. */
export function utf8Text(bytes: Uint8Array, limit: number): string {
  const text = displayText(decodeUtf8(bytes.subarray(0, limit * 4)))
    .map((segment) => segment.text)
    .join('')
  return text.length > limit ? `${text.slice(0, limit)}…` : text
}
