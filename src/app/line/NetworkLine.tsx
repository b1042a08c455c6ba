import { useEffect, useRef } from 'react'
import type { Row } from '../rows/pairRows.ts'
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
  rows: readonly Row[]
  rowHeight: number
  scroll: ScrollTogether
  marks: boolean
}) {
  const lane = useRef<HTMLDivElement>(null)
  useEffect(
    () =>
      scroll.watch((top) => {
        if (lane.current) lane.current.style.translate = `0 ${-top}px`
      }),
    [scroll],
  )
  const { consumer, records, bytes, errors } = crossed
  return (
    <section className={styles.network} aria-label={t.network}>
      <h2 className={styles.title}>{t.network}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: focusing the line reads its exact counters */}
      <div className={styles.counters} tabIndex={0} title={t.networkCrossed(records, bytes, errors, consumer)}>
        <span className="hidden">{t.networkCrossed(records, bytes, errors, consumer)}</span>
        <span aria-hidden="true">{t.networkRecordCount(records)}</span>
        <span aria-hidden="true" title={formatExactBytes(bytes)}>
          {formatBytes(bytes)}
        </span>
        <span aria-hidden="true" data-errors={errors > 0}>
          {t.errorCount(errors)}
        </span>
      </div>
      <div className={styles.window} aria-hidden="true">
        {marks && (
          <div ref={lane} className={styles.lane} style={{ height: rows.length * rowHeight }}>
            <Marks rows={rows} rowHeight={rowHeight} />
          </div>
        )}
      </div>
    </section>
  )
}

function Marks({ rows, rowHeight }: { rows: readonly Row[]; rowHeight: number }) {
  return rows.slice(0, MARKS_AT_MOST).map((row, index) => {
    const mark = markOf(row)
    if (mark === null) return null
    return <div key={row.id} className={styles.mark} data-mark={mark} style={{ top: (index + 0.5) * rowHeight }} />
  })
}

/** Marks are decoration; a topic with more rows has them in its rows' words. */
const MARKS_AT_MOST = 2000

function markOf({ received, error, outcome }: Row): string | null {
  if (error !== null) return 'error'
  if (received !== null) return 'sent'
  if (outcome === null || outcome.kind === 'sent') return null
  return outcome.kind === 'dropped' || outcome.kind === 'error' ? 'dropped' : 'unprocessed'
}
