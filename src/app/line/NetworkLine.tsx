import { useEffect, useRef, useState } from 'react'
import type { Row } from '../rows/row.ts'
import type { RowSource } from '../rows/rowSource.ts'
import { scrollFactor } from '../rows/scale.ts'
import type { ScrollTogether } from '../rows/scrollTogether.ts'
import { t } from '../strings/en.ts'
import { formatBytes, formatExactBytes } from '../text/format.ts'
import styles from './NetworkLine.module.css'

/** What crossed to the consumer, counted from the frames it received. */
export interface Crossed {
  readonly consumer: string
  readonly records: number
  readonly bytes: number
  readonly errors: number
}

/** The network: a double line with its counters, and one mark for each row of the topic. */
export function NetworkLine({
  crossed,
  rows,
  rowHeight,
  scroll,
  marks,
}: {
  crossed: Crossed
  rows: RowSource
  rowHeight: number
  scroll: ScrollTogether
  marks: boolean
}) {
  const lane = useRef<HTMLDivElement>(null)
  /** the first row with a mark */
  const [first, setFirst] = useState(0)
  const factor = scrollFactor(rows.count, rowHeight)
  useEffect(
    () =>
      scroll.watch((top) => {
        const at = Math.max(0, top * factor - MARKS_BEFORE * rowHeight)
        const from = Math.floor(at / rowHeight / MARKS_BEFORE) * MARKS_BEFORE
        setFirst(from)
        if (lane.current) lane.current.style.translate = `0 ${from * rowHeight - top * factor}px`
      }),
    [scroll, factor, rowHeight],
  )
  const { consumer, records, bytes, errors } = crossed
  return (
    <section className={styles.network} aria-label={t.network}>
      <h2 className={styles.title}>{t.network}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: focusing the line reads its exact counters */}
      <div className={styles.counters} tabIndex={0} title={t.networkCrossed(records, bytes, errors, consumer)}>
        <span className="hidden">{t.networkCrossed(records, bytes, errors, consumer)}</span>
        <span aria-hidden="true">{t.networkRecordsShort(records)}</span>
        <span aria-hidden="true" title={formatExactBytes(bytes)}>
          {formatBytes(bytes)}
        </span>
        <span aria-hidden="true" data-errors={errors > 0}>
          {t.errorCount(errors)}
        </span>
      </div>
      <div className={styles.window} aria-hidden="true">
        {marks && (
          <div ref={lane} className={styles.lane}>
            <Marks rows={rows} first={first} rowHeight={rowHeight} />
          </div>
        )}
      </div>
    </section>
  )
}

/** Marks of the rows around the window: decoration, so that a large topic has no more of them. */
function Marks({ rows, first, rowHeight }: { rows: RowSource; first: number; rowHeight: number }) {
  const count = Math.max(0, Math.min(MARKS_AT_MOST, rows.count - first))
  return Array.from({ length: count }, (_, at) => {
    const row = rows.rowAt(first + at)
    const mark = row && markOf(row)
    if (!row || !mark) return null
    // Only what has just come travels; what is scrolled into view is there.
    const style = { top: (at + 0.5) * rowHeight, ...(first > 0 ? { animation: 'none' } : {}) }
    return <div key={row.id} className={styles.mark} data-mark={mark} style={style} />
  })
}

/** Rows before the window that have marks too. */
const MARKS_BEFORE = 50
const MARKS_AT_MOST = 200

function markOf({ has, error, outcome }: Row): string | null {
  if (error !== null) return 'error'
  if (has.received) return 'sent'
  if (outcome === null || outcome.kind === 'sent') return null
  return outcome.kind === 'dropped' || outcome.kind === 'error' ? 'dropped' : 'unprocessed'
}
