import { t } from '../strings/en.ts'
import styles from './StatusBar.module.css'

/** The one status region, and what is always true of this page. */
export function StatusBar({ status, bad, synthetic, memoryOnly }: { status: string; bad: boolean; synthetic: boolean; memoryOnly: boolean }) {
  return (
    <footer className={styles.bar}>
      <span className={styles.dot} data-bad={bad} aria-hidden="true" />
      <span role="status" className={styles.status}>
        {status}
      </span>
      <span className={styles.facts}>
        {synthetic && <span>{t.syntheticData}</span>}
        <span>{memoryOnly ? t.storageBlocked : t.keptHere(null)}</span>
        <span>{t.nothingLeaves}</span>
      </span>
    </footer>
  )
}
