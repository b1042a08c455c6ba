import { useEffect, useRef, useState } from 'react'
import type { Bytes } from '../../protocol/bytes.ts'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { decodeStrict, encodeUtf8 } from '../text/utf8.ts'
import { Icon } from '../ui/Icon.tsx'
import type { TopicRecord } from './topicRecords.ts'
import styles from './ValueEditor.module.css'

const SAVE_AFTER_MS = 150

/**
 * Edits a stored value where it stands. Each pause in typing is stored and run; Esc brings back what was there when
 * the editor opened.
 */
export function ValueEditor({
  record,
  onEdit,
  onClose,
  onEnlarge,
}: {
  record: TopicRecord
  onEdit: (key: Bytes | null, value: Bytes) => void
  onClose: () => void
  onEnlarge: () => void
}) {
  const [before] = useState(record)
  const [text, setText] = useState(() => decodeStrict(record.value) ?? '')
  const area = useRef<HTMLTextAreaElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const editable = decodeStrict(before.value) !== null

  useEffect(() => {
    area.current?.focus({ preventScroll: true })
    area.current?.setSelectionRange(0, 0)
    return () => clearTimeout(timer.current)
  }, [])

  function save(next: string): void {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onEdit(before.key, encodeUtf8(next)), SAVE_AFTER_MS)
  }

  function flush(): void {
    if (timer.current === undefined) return
    clearTimeout(timer.current)
    timer.current = undefined
    if (editable || text !== '') onEdit(before.key, encodeUtf8(text))
  }

  function done(): void {
    flush()
    onClose()
  }

  function cancel(): void {
    clearTimeout(timer.current)
    timer.current = undefined
    onEdit(before.key, before.value)
    onClose()
  }

  return (
    <div className={styles.editor}>
      <textarea
        ref={area}
        aria-label={t.editValue(before.offset)}
        value={text}
        placeholder={editable ? '' : later.editNotText}
        spellCheck={false}
        onChange={(event) => save(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') cancel()
          else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) done()
          else return
          event.stopPropagation()
          event.preventDefault()
        }}
      />
      <div className={styles.bar}>
        <span className="muted" title={later.editNotOnCluster}>
          {editable ? later.editHint : later.editNotText}
        </span>
        <button
          type="button"
          className="quiet"
          onClick={() => {
            flush()
            onEnlarge()
          }}
        >
          {later.enlarge}
        </button>
        <button type="button" className="quiet" onClick={cancel}>
          {later.cancel}
        </button>
        <button type="button" onClick={done}>
          <Icon name="ok" /> {later.done}
        </button>
      </div>
    </div>
  )
}
