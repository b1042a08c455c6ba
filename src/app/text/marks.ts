import type { DisplaySegment } from './display.ts'
import type { Span } from './span.ts'

export interface Mark<Name extends string> extends Span {
  readonly mark: Name
}

export interface MarkedSegment<Name extends string> extends DisplaySegment {
  readonly marks: readonly Name[]
}

/**
 * Cuts segments where marks begin and end, and names the marks each piece is under. A symbol is never cut: it is under
 * a mark as soon as a part of its character is. Marks may overlap and come in any order.
 */
export function markSegments<Name extends string>(
  segments: readonly DisplaySegment[],
  marks: readonly Mark<Name>[],
): MarkedSegment<Name>[] {
  if (marks.length === 0) return segments.map((segment) => ({ ...segment, marks: [] }))
  const edges = [...new Set(marks.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
  return segments.flatMap((segment) => {
    const cuts = segment.kind === 'text' ? edges.filter((edge) => edge > segment.from && edge < segment.to) : []
    return [segment.from, ...cuts].map((from, index) => {
      const to = cuts[index] ?? segment.to
      const text = segment.kind === 'text' ? segment.text.slice(from - segment.from, to - segment.from) : segment.text
      return { ...segment, from, to, text, marks: namesAt(marks, from, to) }
    })
  })
}

function namesAt<Name extends string>(marks: readonly Mark<Name>[], from: number, to: number): Name[] {
  return [...new Set(marks.filter((mark) => mark.from < to && mark.to > from).map(({ mark }) => mark))]
}
