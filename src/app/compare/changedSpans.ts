import { readJson } from '../text/jsonTree.ts'
import type { Span } from '../text/span.ts'
import { decodeUtf8 } from '../text/utf8.ts'
import { jsonChangedSpans } from './compareJson.ts'
import { differingMiddle, diffForMarks } from './compareText.ts'

/** Larger values are marked coarsely. */
const MAX_JSON_LENGTH = 100_000
/** More marks than this become one. */
const MAX_SPANS = 200
/** Differing middles up to this length are looked into. */
const MAX_FINE = 2000

/**
 * What changed, as ranges of the text of `after` (decodeUtf8, code units), in order and without overlap: numbers only,
 * so that marking the consumer's side carries nothing over from the topic. In JSON, values of changed fields and added
 * fields; else the characters that came. A value from which something was only taken away has no range.
 */
export function changedSpans(before: Uint8Array, after: Uint8Array): Span[] {
  const [left, right] = [decodeUtf8(before), decodeUtf8(after)]
  if (left === right) return []
  const spans = jsonSpans(left, right) ?? textSpans(left, right)
  const [first, last] = [spans[0], spans.at(-1)]
  return first && last && spans.length > MAX_SPANS ? [{ from: first.from, to: last.to }] : spans
}

/** Null unless both are JSON objects or arrays. */
function jsonSpans(before: string, after: string): Span[] | null {
  if (before.length + after.length > MAX_JSON_LENGTH) return null
  const [left, right] = [readJson(before), readJson(after)]
  if (!left || !right || !('fields' in left || 'items' in left) || left.kind !== right.kind) return null
  return jsonChangedSpans({ text: before, node: left }, { text: after, node: right })
}

function textSpans(before: string, after: string): Span[] {
  const { start, beforeEnd, afterEnd } = differingMiddle(before, after)
  if (start === afterEnd) return []
  if (beforeEnd + afterEnd - 2 * start > MAX_FINE) return [{ from: start, to: afterEnd }]
  const spans: Span[] = []
  let at = start
  for (const { kind, text } of diffForMarks(before.slice(start, beforeEnd), after.slice(start, afterEnd))) {
    if (kind === 'added') spans.push({ from: at, to: at + text.length })
    if (kind !== 'removed') at += text.length
  }
  return spans
}
