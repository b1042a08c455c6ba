import { t } from '../strings/en.ts'
import { formatBytes } from '../text/format.ts'
import type { Crossed } from './NetworkLine.tsx'
import styles from './NetworkStrip.module.css'

/** The network where both sides stand one below the other: a line from edge to edge, with its counters. */
export function NetworkStrip({ crossed: { records, bytes, errors, consumer } }: { crossed: Crossed }) {
  return (
    <div
      className={styles.strip}
      role="img"
      aria-label={`${t.network}: ${t.networkCrossed(records, bytes, errors, consumer)}`}
    >
      <span className={styles.title}>{t.network}</span>
      <span>
        {t.networkRecordCount(records)} · {formatBytes(bytes)} ·{' '}
        <span data-errors={errors > 0}>{t.errorCount(errors)}</span>
      </span>
    </div>
  )
}
