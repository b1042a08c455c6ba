import { useMemo } from 'react'
import { displayBytes } from '../text/display.ts'
import { type Mark, markSegments } from '../text/marks.ts'
import styles from './BytesText.module.css'

export type MarkName = 'sensitive' | 'changed'

/**
 * A key or a value, drawn: control characters and bytes that are not UTF-8 as visible symbols, marks as elements.
 * Marks are ranges of this text; nothing of the other side is in them.
 */
export function BytesText({ bytes, marks = NONE, limit = 600, block = false }: { bytes: Uint8Array; marks?: readonly Mark<MarkName>[]; limit?: number; block?: boolean }) {
  const pieces = useMemo(() => {
    const display = displayBytes(bytes, { limit, block })
    return { cut: display.cut, segments: markSegments(display.segments, marks) }
  }, [bytes, marks, limit, block])
  return (
    <>
      {pieces.segments.map((segment) => {
        const text = segment.kind === 'text' ? segment.text : <span className={styles.unseen}>{segment.text}</span>
        if (segment.marks.length === 0) return <span key={segment.from}>{text}</span>
        return (
          <mark key={segment.from} className={styles.mark} data-marks={segment.marks.join(' ')}>
            {text}
          </mark>
        )
      })}
      {pieces.cut && '…'}
    </>
  )
}

const NONE: readonly Mark<MarkName>[] = []
