import { diffWordsWithSpace } from 'diff'
import type { TextComparison, TextPart } from './comparison.ts'

/** Texts whose differing middles are longer together are compared coarsely. */
const MAX_MIDDLE = 20_000
/** Most insertions and deletions that are looked for: the time of the algorithm grows with their square. */
const MAX_EDITS = 400
/** The same for marks, which are made for each row on screen. */
const MAX_MARK_EDITS = 60

/** What is left of two texts without their common beginning and end. */
export interface Middle {
  readonly start: number
  readonly beforeEnd: number
  readonly afterEnd: number
}

/** Compares two texts word by word. */
export function compareText(before: string, after: string): TextComparison {
  const middle = differingMiddle(before, after)
  const left = before.slice(middle.start, middle.beforeEnd)
  const right = after.slice(middle.start, middle.afterEnd)
  const fine = diffMiddle(left, right, MAX_EDITS)
  const parts = [
    part('same', before.slice(0, middle.start)),
    ...(fine ?? [part('removed', left), part('added', right)]),
    part('same', before.slice(middle.beforeEnd)),
  ]
  return { by: 'text', parts: parts.filter(({ text }) => text !== ''), coarse: fine === null }
}

/** The parts of two texts, word by word when they have much in common, else as one; for marking what changed. */
export function diffForMarks(before: string, after: string): TextPart[] {
  return diffMiddle(before, after, MAX_MARK_EDITS) ?? [part('removed', before), part('added', after)]
}

/** Common beginning and end, cut where no character is split. */
export function differingMiddle(before: string, after: string): Middle {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start += 1
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start -= 1
  let end = 0
  while (
    end < most - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1
  }
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end -= 1
  return { start, beforeEnd: before.length - end, afterEnd: after.length - end }
}

/** Null when the texts are too long or too different to be compared quickly. */
function diffMiddle(before: string, after: string, maxEditLength: number): TextPart[] | null {
  if (before === '' || after === '') return [part('removed', before), part('added', after)]
  if (before.length + after.length > MAX_MIDDLE) return null
  const changes = diffWordsWithSpace(before, after, { maxEditLength })
  if (!changes) return null
  return changes.map(({ value, added, removed }) => part(added ? 'added' : removed ? 'removed' : 'same', value))
}

function part(kind: TextPart['kind'], text: string): TextPart {
  return { kind, text }
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}

/** Of a pair; half surrogates that stand for stray bytes (text/utf8.ts) stand alone and may be cut before. */
function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}
