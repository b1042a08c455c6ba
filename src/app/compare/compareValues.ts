import { readJson } from '../text/jsonTree.ts'
import { decodeStrict } from '../text/utf8.ts'
import { compareBytes } from './compareBytes.ts'
import { compareJson } from './compareJson.ts'
import { compareText } from './compareText.ts'
import type { Comparison } from './comparison.ts'

/** Larger values are not read as JSON: nobody reads their fields one by one, and the page must stay quick. */
const MAX_JSON_LENGTH = 300_000

/**
 * Compares two values by meaning (ux 4.7): JSON by its fields, other text by spans, anything else by bytes.
 * Both sides must be of the same sort; a JSON value that became plain text is compared as text.
 */
export function compareValues(before: Uint8Array, after: Uint8Array): Comparison {
  if (sameBytes(before, after)) return { by: 'same' }
  const [left, right] = [decodeStrict(before), decodeStrict(after)]
  if (left === null || right === null) return compareBytes(before, after)
  const small = left.length + right.length <= MAX_JSON_LENGTH
  const [leftJson, rightJson] = small ? [readJson(left), readJson(right)] : [null, null]
  if (leftJson && rightJson) return compareJson({ text: left, node: leftJson }, { text: right, node: rightJson })
  return compareText(left, right)
}

/** True for a JSON comparison that found nothing but space and the order of keys. */
export function isSameByMeaning(comparison: Comparison): boolean {
  if (comparison.by === 'same') return true
  if (comparison.by !== 'json') return false
  const { added, removed, changed, renamed } = comparison
  return added.length + removed.length + changed.length + renamed.length === 0
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
