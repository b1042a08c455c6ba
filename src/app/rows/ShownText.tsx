import { displayText } from '../text/display.ts'
import styles from './BytesText.module.css'

/** A text that came from elsewhere (a record's field, a SmartModule's error), with symbols for what cannot be seen. */
export function ShownText({ text, block = true }: { text: string; block?: boolean }) {
  return displayText(text, block).map((segment) =>
    segment.kind === 'text' ? (
      <span key={segment.from}>{segment.text}</span>
    ) : (
      <span key={segment.from} className={styles.unseen}>
        {segment.text}
      </span>
    ),
  )
}
