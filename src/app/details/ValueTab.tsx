import { useEffect, useRef, useState } from 'react'
import type { Bytes } from '../../protocol/bytes.ts'
import { CodeEditor } from '../editor/CodeEditor.tsx'
import { t } from '../strings/en.ts'
import { decodeStrict, encodeUtf8 } from '../text/utf8.ts'
import type { TopicRecord } from '../topic/topicRecords.ts'
import styles from './DetailsTab.module.css'

const SAVE_AFTER_MS = 150

/** Edits the stored value of the selected record in the large editor. Each pause in typing is stored and run. */
export function ValueTab({
  record,
  onEdit,
}: {
  record: TopicRecord | null
  onEdit: (record: TopicRecord, value: Bytes) => void
}) {
  if (record === null) {
    return (
      <p className={styles.empty}>
        <b>{t.emptyDetails.title}</b> {t.emptyDetails.rest}
      </p>
    )
  }
  const text = decodeStrict(record.value)
  if (text === null) return <p className={styles.empty}>{t.editNotText}</p>
  return <Editor key={`${record.partition}:${record.offset}`} record={record} text={text} onEdit={onEdit} />
}

function Editor({
  record,
  text,
  onEdit,
}: {
  record: TopicRecord
  text: string
  onEdit: (record: TopicRecord, value: Bytes) => void
}) {
  const [draft, setDraft] = useState(text)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const pending = useRef<string | null>(null)

  useEffect(
    () => () => {
      clearTimeout(timer.current)
      if (pending.current !== null) onEdit(record, encodeUtf8(pending.current))
    },
    [record, onEdit],
  )
  // An edit made elsewhere, in the row for instance, shows here too.
  useEffect(() => {
    if (pending.current === null) setDraft(text)
  }, [text])

  function change(next: string): void {
    setDraft(next)
    pending.current = next
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      pending.current = null
      onEdit(record, encodeUtf8(next))
    }, SAVE_AFTER_MS)
  }

  return (
    <CodeEditor
      label={t.editValue(record.offset)}
      text={draft}
      language={/^\s*[[{]/.test(text) ? 'json' : 'plaintext'}
      onChange={change}
    />
  )
}
