import { useEffect, useRef, useState } from 'react'
import type { RowFilter } from '../filter/rowFilter.ts'
import form from '../produce/form.module.css'
import { exportTexts } from '../strings/en/export.ts'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { download } from './download.ts'
import { type ExportChoice, ExportChoices } from './ExportChoices.tsx'
import styles from './ExportDialog.module.css'
import { FILE_ENDS } from './exportFormats.ts'
import { type Exported, type ExportedSide, exportRecords } from './exportRecords.ts'

type State =
  | { readonly kind: 'choosing'; readonly result: string; readonly bad: boolean }
  | { readonly kind: 'writing'; readonly done: number; readonly bytes: number }

const SHOW_EVERY_MS = 100

/** Exports a side to a file: which one, in which format, and which of its records. Closing it stops. */
export function ExportDialog({
  sides,
  first,
  filter,
  onClose,
}: {
  sides: readonly [ExportedSide, ...ExportedSide[]]
  /** the side that is chosen to begin with */
  first: ExportedSide['side']
  /** the filter that is on, if any */
  filter: RowFilter | null
  onClose: () => void
}) {
  const [choice, setChoice] = useState<ExportChoice>({ side: first, format: 'records', filtered: filter !== null })
  const [state, setState] = useState<State>({ kind: 'choosing', result: '', bad: false })
  const running = useRef<AbortController>(null)
  useEffect(() => () => running.current?.abort(), [])

  const writing = state.kind === 'writing'
  const stop = useRef<HTMLButtonElement>(null)
  const close = useRef<HTMLButtonElement>(null)
  // The button that had the focus makes room for another one.
  useEffect(() => {
    if (writing) stop.current?.focus()
    else if (running.current) close.current?.focus()
  }, [writing])

  const side = sides.find((each) => each.side === choice.side) ?? sides[0]
  const used = choice.filtered ? filter : null
  const file = `${side.fileName}${used === null ? '' : '.filtered'}${FILE_ENDS[choice.format]}`

  async function start(): Promise<void> {
    const controller = new AbortController()
    running.current = controller
    let shownAt = Number.NEGATIVE_INFINITY
    const progress = (done: number, bytes: number) => {
      if (performance.now() - shownAt < SHOW_EVERY_MS) return
      shownAt = performance.now()
      setState({ kind: 'writing', done, bytes })
    }
    progress(0, 0)
    try {
      const made = await exportRecords(side, choice.format, used, progress, controller.signal)
      if (!made.stopped) download(made.file, file)
      setState({ kind: 'choosing', result: made.stopped ? exportTexts.stopped : resultOf(file, made), bad: false })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      setState({ kind: 'choosing', result: exportTexts.failed(why), bad: true })
    }
  }

  return (
    <Dialog title={t.exportRecords} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (!writing) void start()
        }}
      >
        <ExportChoices
          sides={sides}
          side={side}
          filter={filter}
          choice={choice}
          disabled={writing}
          onChange={(next) => {
            setChoice(next)
            setState({ kind: 'choosing', result: '', bad: false })
          }}
        />
        <p className={styles.result}>
          {exportTexts.fileName} <span className={styles.file}>{file}</span>
        </p>
        <p role="status" className={styles.result} data-bad={!writing && state.bad}>
          {writing ? '' : state.result}
        </p>
        <div className={form.end}>
          {writing ? (
            <div className={styles.work}>
              <progress max={Math.max(1, side.count)} value={state.done} aria-label={exportTexts.progress} />
              <span>{exportTexts.writing(state.done, side.count, state.bytes)}</span>
              <button ref={stop} type="button" onClick={() => running.current?.abort()}>
                <Icon name="stop" /> {t.stop}
              </button>
            </div>
          ) : (
            <>
              <button ref={close} type="button" onClick={onClose}>
                {state.result === '' ? later.cancel : later.close}
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
