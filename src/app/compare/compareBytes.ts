import type { Span } from '../text/span.ts'
import type { BytesComparison } from './comparison.ts'

/** Further differences are not listed: the bytes themselves are on screen under Raw. */
const MAX_RANGES = 20

/** Compares bytes place by place. */
export function compareBytes(before: Uint8Array, after: Uint8Array): BytesComparison {
  const ranges: Span[] = []
  const length = Math.max(before.length, after.length)
  let at = 0
  while (at < length && ranges.length <= MAX_RANGES) {
    if (before[at] === after[at]) {
      at += 1
      continue
    }
    const from = at
    while (at < length && before[at] !== after[at]) at += 1
    ranges.push({ from, to: at })
  }
  return {
    by: 'bytes',
    beforeBytes: before.length,
    afterBytes: after.length,
    ranges: ranges.slice(0, MAX_RANGES),
    more: ranges.length > MAX_RANGES,
  }
}
