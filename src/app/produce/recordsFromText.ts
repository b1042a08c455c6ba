import type { Bytes } from '../../protocol/bytes.ts'
import { encodeUtf8 } from '../text/utf8.ts'
import type { NewRecord } from './toBatches.ts'

export interface TextOptions {
  readonly as: 'lines' | 'one'
  /** for every record without a key of its own; null: no key */
  readonly key: string | null
  /** line by line only: text before its first occurrence is the line's key. Empty: none */
  readonly separator: string
}

/**
 * Typed text as records. Line by line as `fluvio produce` does it: the last line end makes no record of its own, an
 * empty line in between does.
 * @returns the records, and the first line (from 1) that lacks the separator, or null
 */
export function recordsFromText(
  text: string,
  { as, key, separator }: TextOptions,
): { records: NewRecord[]; missing: number | null } {
  const ownKey: Bytes | null = key === null ? null : encodeUtf8(key)
  if (text === '') return { records: [], missing: null }
  if (as === 'one') return { records: [{ key: ownKey, value: encodeUtf8(text) }], missing: null }
  const lines = text.replace(/\n$/, '').split('\n')
  let missing: number | null = null
  const records = lines.map((line, index) => {
    const at = separator === '' ? -1 : line.indexOf(separator)
    if (separator !== '' && at < 0) missing ??= index + 1
    if (at < 0) return { key: ownKey, value: encodeUtf8(line) }
    return { key: encodeUtf8(line.slice(0, at)), value: encodeUtf8(line.slice(at + separator.length)) }
  })
  return { records, missing }
}
