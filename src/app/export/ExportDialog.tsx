import { useEffect, useRef, useState } from 'react'
import type { RowFilter } from '../filter/rowFilter.ts'
import form from '../produce/form.module.css'
import { exportTexts } from '../strings/en/export.ts'
import { t } from '../strings/en.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { download } from './download.ts'
import styles from './ExportDialog.module.css'
import { type ExportFormat, FILE_ENDS } from './exportFormats.ts'
import { type Exported, type ExportedSide, exportRecords } from './exportRecords.ts'

const FORMATS = ['records', 'jsonl', 'text'] as const satisfies readonly ExportFormat[]

type State =
  | { readonly kind: 'choosing'; readonly result: string; readonly bad: boolean }
  | { readonly kind: 'writing'; readonly done: number; readonly bytes: number }

/** Exports one side to a file: in which format, and which of its records. Closing it stops. */
export function ExportDialog({
  title,
  name,
  side,
  count,
  filter,
  growing,
  onClose,
}: {
  title: string
  /** of the file, without its end */
  name: string
  side: ExportedSide
  /** records of the side */
  count: number
  /** the filter that is on, if any */
  filter: RowFilter | null
  /** more records are coming */
  growing: boolean
  onClose: () => void
}) {
  const [format, setFormat] = useState<ExportFormat>('records')
  const [filtered, setFiltered] = useState(filter !== null)
  const [state, setState] = useState<State>({ kind: 'choosing', result: '', bad: false })
  const running = useRef<AbortController>(null)
  useEffect(() => () => running.current?.abort(), [])

  const used = filtered ? filter : null
  const file = `${name}${used === null ? '' : '.filtered'}${FILE_ENDS[format]}`

  async function start(): Promise<void> {
    const controller = new AbortController()
    running.current = controller
    let shownAt = 0
    const progress = (done: number, bytes: number) => {
      if (performance.now() - shownAt < 100) return
      shownAt = performance.now()
      setState({ kind: 'writing', done, bytes })
    }
    progress(0, 0)
    try {
      const made = await exportRecords(side, format, used, progress, controller.signal)
      if (!made.stopped) download(made.file, file)
      setState({ kind: 'choosing', result: made.stopped ? exportTexts.stopped : resultOf(file, made), bad: false })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      setState({ kind: 'choosing', result: exportTexts.failed(why), bad: true })
    }
  }

  const writing = state.kind === 'writing'
  const stop = useRef<HTMLButtonElement>(null)
  const close = useRef<HTMLButtonElement>(null)
  // The button that had the focus makes room for another one.
  useEffect(() => {
    if (writing) stop.current?.focus()
    else if (running.current) close.current?.focus()
  }, [writing])
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (!writing) void start()
        }}
      >
        <fieldset className={styles.formats} disabled={writing}>
          <legend>{exportTexts.format}</legend>
          {FORMATS.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="format"
                checked={format === each}
                // The first choice is where the dialog begins.
                autoFocus={each === 'records'}
                onChange={() => setFormat(each)}
              />
              <span>{exportTexts.formats[each]}</span>
              <span className={form.help}>{exportTexts.formatHelp[each]}</span>
            </label>
          ))}
        </fieldset>
        {filter !== null && (
          <fieldset className={styles.formats} disabled={writing}>
            <legend>{exportTexts.which}</legend>
            <label>
              <input type="radio" name="which" checked={filtered} onChange={() => setFiltered(true)} />
              <span>{exportTexts.filtered(filter.count, filter.text)}</span>
            </label>
            <label>
              <input type="radio" name="which" checked={!filtered} onChange={() => setFiltered(false)} />
              <span>{exportTexts.all(count)}</span>
            </label>
          </fieldset>
        )}
        {(side.errors.length > 0 || growing) && (
          <p className={`${styles.result} ${form.help}`}>
            {side.errors.length > 0 &&
              (format === 'records' ? exportTexts.errorsInRecords : exportTexts.errorsOnlyInRecords)(
                side.errors.length,
              )}{' '}
            {growing && exportTexts.stillComing}
          </p>
        )}
        <p className={styles.result}>
          {exportTexts.fileName} <span className={styles.file}>{file}</span>
        </p>
        <p role="status" className={styles.result} data-bad={!writing && state.bad}>
          {writing ? '' : state.result}
        </p>
        <div className={form.end}>
          {writing ? (
            <div className={styles.work}>
              <progress max={Math.max(1, count)} value={state.done} aria-label={exportTexts.progress} />
              <span>{exportTexts.writing(state.done, count, state.bytes)}</span>
              <button ref={stop} type="button" onClick={() => running.current?.abort()}>
                <Icon name="stop" /> {t.stop}
              </button>
            </div>
          ) : (
            <>
              <button ref={close} type="button" onClick={onClose}>
                {state.result === '' ? t.cancel : t.close}
              </button>
              <button type="submit" className="primary">
                {exportTexts.start}
              </button>
            </>
          )}
        </div>
      </form>
    </Dialog>
  )
}

function resultOf(file: string, { counts, errors, file: blob }: Exported): string {
  return [
    exportTexts.saved(file, counts.records, blob.size),
    ...(errors > 0 ? [exportTexts.savedErrors(errors)] : []),
    ...(counts.notJson > 0 ? [exportTexts.notJson(counts.notJson)] : []),
    ...(counts.severalLines > 0 ? [exportTexts.severalLines(counts.severalLines)] : []),
  ].join(' ')
}
