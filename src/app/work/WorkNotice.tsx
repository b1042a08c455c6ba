import { workTexts } from '../strings/en/work.ts'
import { t } from '../strings/en.ts'
import { Icon } from '../ui/Icon.tsx'
import styles from './WorkNotice.module.css'
import type { Work } from './work.ts'

/** How far something long is, with its Stop. Begin and end are said by the status region; this is only looked at. */
export function WorkNotice({ work: { title, detail, done, stop } }: { work: Work }) {
  return (
    <div className={styles.notice} role="group" aria-label={title}>
      <p>
        <b>{title}</b> <span className={`muted ${styles.detail}`}>{detail}</span>
      </p>
      <progress className={styles.bar} max={1} value={done} aria-label={workTexts.progress(title)} />
      <button type="button" aria-label={workTexts.stopWork(title)} onClick={stop}>
        <Icon name="stop" /> {t.stop}
      </button>
    </div>
  )
}
