import type { ReactNode } from 'react'
import type { Overdue } from '../../smartengine/chainHost.ts'
import { later } from '../strings/en/later.ts'
import type { Copy } from '../strings/en.ts'
import styles from './Notices.module.css'
import { useSecondsLeft } from './useSecondsLeft.ts'

/** A line with choices, above the panes. */
export function Notice({
  copy,
  kind = 'plain',
  children,
}: {
  copy: Copy
  kind?: 'plain' | 'warning'
  children?: ReactNode
}) {
  return (
    <div className={styles.notice} data-kind={kind}>
      <p>
        <b>{copy.title}</b> {copy.rest}
      </p>
      <div className={styles.buttons}>{children}</div>
    </div>
  )
}

/** A SmartModule that has been in one call for long: counts down, with two choices. */
export function KillNotice({
  overdue,
  progress,
  onKill,
  onKeepGoing,
}: {
  overdue: Overdue
  progress: string
  onKill: () => void
  onKeepGoing: () => void
}) {
  const { elapsedMs, remainingMs } = useSecondsLeft(overdue)
  const copy = later.workingLong(overdue.smartModule, overdue.stage, elapsedMs, remainingMs, overdue.baseOffset)
  return (
    <div className={styles.notice} data-kind="warning" role="group" aria-label={later.runningLong}>
      <p>
        <span role="alert" className="hidden">
          {later.workingLongAlert(overdue.smartModule, overdue.stage)}
        </span>
        <b>{copy.title}</b> {copy.rest} <span className="muted">{progress}</span>
      </p>
      <div className={styles.buttons}>
        <button type="button" className="danger" onClick={onKill}>
          {later.kill}
        </button>
        <button type="button" onClick={onKeepGoing}>
          {later.keepGoing}
        </button>
      </div>
    </div>
  )
}
