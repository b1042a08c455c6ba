import { t } from '../strings/en.ts'
import styles from './StatusBar.module.css'
import { useSettled } from './useSettled.ts'

/** The one status region, and what is always true of this page. */
export function StatusBar({
  status,
  bad,
  synthetic,
  memoryOnly,
  progress,
  onDetails,
}: {
  status: string
  bad: boolean
  synthetic: boolean
  memoryOnly: boolean
  /** records done and in all, while a run goes on that takes a while */
  progress: { readonly done: number; readonly total: number } | null
  /** set where the panel has no bar of its own while it is closed */
  onDetails: (() => void) | null
}) {
  const settled = useSettled(status)
  return (
    <footer className={styles.bar}>
      <span className={styles.dot} data-bad={bad} aria-hidden="true" />
      <span role="status" className={styles.status}>
        {settled}
      </span>
      {progress && (
        <span className={styles.progress}>
          <progress value={progress.done} max={progress.total} aria-label={t.running(progress.done, progress.total)} />
          <span aria-hidden="true"> {t.recordsDone(progress.done, progress.total)}</span>
        </span>
      )}
      {onDetails && (
        <button type="button" className="link" onClick={onDetails}>
          {t.details}
        </button>
      )}
      <span className={styles.facts}>
        {synthetic && <span>{t.syntheticData}</span>}
        <span>{memoryOnly ? t.storageBlocked : t.keptHere(null)}</span>
        <span>{t.nothingLeaves}</span>
      </span>
    </footer>
  )
}
