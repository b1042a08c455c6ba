import { t } from '../strings/en.ts'
import styles from './Hint.module.css'
import { Icon } from './Icon.tsx'

/** One line beside its subject, on the first visit, with its own way out. */
export function Hint({ text, onClose }: { text: string; onClose: () => void }) {
  return (
    <span className={styles.hint}>
      {text}
      <button type="button" className="quiet icon" onClick={onClose} aria-label={`${t.closeHint}: ${text}`}>
        <Icon name="close" />
      </button>
    </span>
  )
}
