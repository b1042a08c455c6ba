import { useMemo } from 'react'
import { displayBytes } from '../text/display.ts'
import { type Mark, type MarkedSegment, markSegments } from '../text/marks.ts'
import styles from './BytesText.module.css'

export type MarkName = 'sensitive' | 'changed'

/**
 * A key or a value, drawn: control characters and bytes that are not UTF-8 as visible symbols, marks as elements.
 * Marks are ranges of this text; nothing of the other side is in them.
 * `near`: begin near the first mark, for a place of one line.
 */
export function BytesText({
  bytes,
  marks = NONE,
  limit = 600,
  block = false,
  near = false,
}: {
  bytes: Uint8Array
  marks?: readonly Mark<MarkName>[]
  limit?: number
  block?: boolean
  near?: boolean
}) {
  const pieces = useMemo(() => {
    const display = displayBytes(bytes, { limit, block })
    const segments = markSegments(display.segments, marks)
    return { cut: display.cut, segments: near ? fromFirstMark(segments) : segments }
  }, [bytes, marks, limit, block, near])
  return (
    <>
      {pieces.segments.map((segment) => {
        const text = segment.kind === 'text' ? segment.text : <span className={styles.unseen}>{segment.text}</span>
        if (segment.marks.length === 0) return <span key={segment.from}>{text}</span>
        return (
          <mark
            key={segment.from}
            className={styles.mark}
            data-marks={segment.marks.join(' ')}
            data-short={segment.text.length <= SHORT}
          >
            {text}
          </mark>
        )
      })}
      {pieces.cut && '…'}
    </>
  )
}

/** Marks up to this length stay on one line. */
const SHORT = 24

/** Characters kept in front of the first mark. */
const LEAD = 10

function fromFirstMark(segments: MarkedSegment<MarkName>[]): MarkedSegment<MarkName>[] {
  const first = segments.findIndex(({ marks }) => marks.length > 0)
  const before = segments[first - 1]
  if (before === undefined || before.text.length <= LEAD) return segments
  return [{ ...before, text: `…${before.text.slice(-LEAD)}` }, ...segments.slice(first)]
}

const NONE: readonly Mark<MarkName>[] = []
