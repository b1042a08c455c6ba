import { useState } from 'react'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './form.module.css'
import { recordsFromText } from './recordsFromText.ts'
import type { NewRecord } from './toBatches.ts'

/** Produces records by hand: line by line, as `fluvio produce` reads them, or one record as it stands. */
export function ProduceDialog({
  topic,
  onProduce,
  onImport,
  onClose,
}: {
  topic: string
  onProduce: (records: readonly NewRecord[]) => Promise<boolean>
  onImport: () => void
  onClose: () => void
}) {
  const [text, setText] = useState('')
  const [as, setAs] = useState<'lines' | 'one'>('lines')
  const [key, setKey] = useState('')
  const [noKey, setNoKey] = useState(true)
  const [separator, setSeparator] = useState('')
  const [sent, setSent] = useState(0)
  const { records, missing } = recordsFromText(text, { as, key: noKey ? null : key, separator })

  async function produce(): Promise<void> {
    if (records.length === 0) return
    if (await onProduce(records)) {
      setSent(records.length)
      setText('')
    } else onClose()
  }

  return (
    <Dialog title={later.produceTo(topic)} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void produce()
        }}
      >
        <fieldset className={styles.choice}>
          <legend>{later.produceAs}</legend>
          <label>
            <input type="radio" name="as" checked={as === 'lines'} onChange={() => setAs('lines')} /> {later.lineByLine}
          </label>
          <label>
            <input type="radio" name="as" checked={as === 'one'} onChange={() => setAs('one')} /> {later.oneRecord}
          </label>
        </fieldset>
        <label className={styles.field}>
          <span>{later.valueField}</span>
          <textarea
            // The dialog was opened to type here.
            autoFocus
            rows={6}
            value={text}
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.preventDefault()
                void produce()
              }
            }}
          />
        </label>
        <div className={styles.pair}>
          <div className={styles.field}>
            <label htmlFor="produce-key">{later.keyField}</label>
            <input
              id="produce-key"
              value={key}
              disabled={noKey}
              spellCheck={false}
              onChange={(event) => setKey(event.target.value)}
            />
            <label className={styles.check}>
              <input type="checkbox" checked={noKey} onChange={(event) => setNoKey(event.target.checked)} />{' '}
              {later.noKey}
            </label>
          </div>
          {as === 'lines' && (
            <div className={styles.field}>
              <label htmlFor="produce-separator">{later.keySeparator}</label>
              <input
                id="produce-separator"
                value={separator}
                maxLength={8}
                spellCheck={false}
                onChange={(event) => setSeparator(event.target.value)}
              />
              <span className={styles.help}>
                {missing === null ? later.keySeparatorHelp : later.keySeparatorMissing(missing, separator)}
              </span>
            </div>
          )}
        </div>
        <div className={styles.end}>
          <button type="button" className="link" onClick={onImport}>
            {later.importFile}
          </button>
          <span className={styles.help}>{sent > 0 && text === '' ? t.produced(sent, topic) : ''}</span>
          <button type="submit" className="primary" disabled={records.length === 0}>
            {records.length === 0 ? t.produce : later.produceCount(records.length)}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
