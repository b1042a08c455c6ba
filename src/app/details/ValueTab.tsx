import { useCallback, useEffect, useRef, useState } from 'react'
import type { Bytes } from '../../protocol/bytes.ts'
import { CodeEditor } from '../editor/CodeEditor.tsx'
import { later } from '../strings/en/later.ts'
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
        <b>{later.emptyDetails.title}</b> {later.emptyDetails.rest}
      </p>
    )
  }
  const text = decodeStrict(record.value)
  if (text === null) return <p className={styles.empty}>{later.editNotText}</p>
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
  // What the editor was given: another text only when the record was edited elsewhere, in its row for instance.
  const [given, setGiven] = useState({ text, version: 0 })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const pending = useRef<string | null>(null)
  /** stored from here, and not seen in the topic yet: these come back, they are not news */
  const own = useRef<string[]>([])
  const seen = useRef(text)
  const latest = useRef({ record, text, onEdit })
  latest.current = { record, text, onEdit }

  const save = useCallback(() => {
    clearTimeout(timer.current)
    const next = pending.current
    pending.current = null
    const { record: now, text: stored, onEdit: edit } = latest.current
    if (next === null || (next === stored && own.current.length === 0)) return
    own.current.push(next)
    edit(now, encodeUtf8(next))
  }, [])

  useEffect(() => save, [save])
  useEffect(() => {
    if (seen.current === text) return
    seen.current = text
    const at = own.current.indexOf(text)
    own.current.splice(0, at < 0 ? own.current.length : at + 1)
    if (at < 0 && pending.current === null) setGiven(({ version }) => ({ text, version: version + 1 }))
  }, [text])

  function change(next: string): void {
    pending.current = next
    clearTimeout(timer.current)
    timer.current = setTimeout(save, SAVE_AFTER_MS)
  }

  return (
    <CodeEditor
      label={t.editValue(record.offset)}
      text={given.text}
      version={given.version}
      language={/^\s*[[{]/.test(text) ? 'json' : 'plaintext'}
      onChange={change}
    />
  )
}
