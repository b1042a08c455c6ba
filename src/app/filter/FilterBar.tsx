import { useEffect, useRef, useState } from 'react'
import type { BatchSource } from '../batches/batchSource.ts'
import { filterTexts } from '../strings/en/filter.ts'
import { Icon } from '../ui/Icon.tsx'
import styles from './FilterBar.module.css'
import { createFilterControl, type FilterControl, type FilterState } from './filterControl.ts'
import type { RowFilter } from './rowFilter.ts'

const NOTHING_TYPED: FilterState = { text: '', progress: null, filter: null }

/** Filters both tables by a text. Esc clears it, and with nothing in it closes the bar. */
export function FilterBar({
  topic,
  consumer,
  total,
  onFilter,
  onSay,
  onError,
  onClose,
}: {
  topic: BatchSource
  consumer: BatchSource
  /** records that there are without a filter */
  total: number
  onFilter: (filter: RowFilter | null) => void
  /** says a sentence to those who do not see the bar */
  onSay: (sentence: string) => void
  onError: (error: unknown) => void
  onClose: () => void
}) {
  const [state, setState] = useState(NOTHING_TYPED)
  const field = useRef<HTMLInputElement>(null)
  const latest = useRef({ onFilter, onError })
  latest.current = { onFilter, onError }
  const control = useRef<FilterControl>(null)
  control.current ??= createFilterControl(
    (next) => {
      setState(next)
      latest.current.onFilter(next.filter)
    },
    (error) => latest.current.onError(error),
  )

  useEffect(() => field.current?.focus(), [])
  useEffect(() => control.current?.setSides({ topic, consumer }), [topic, consumer])
  useEffect(
    () => () => {
      control.current?.stop()
      latest.current.onFilter(null)
    },
    [],
  )

  const { text, progress, filter } = state
  const found = progress === null && filter?.text === text ? filter : null
  useFirst(found, ({ count }) =>
    onSay(count === 0 ? filterTexts.nothing(text) : filterTexts.foundSay(count, total, text)),
  )

  function clear(): void {
    if (text === '') onClose()
    else {
      control.current?.setText('')
      onSay(filterTexts.cleared)
      field.current?.focus()
    }
  }

  return (
    <search className={styles.bar} aria-label={filterTexts.field} id="filter">
      <label htmlFor="filter-text">{filterTexts.field}</label>
      <input
        id="filter-text"
        ref={field}
        className={styles.field}
        value={text}
        spellCheck={false}
        autoComplete="off"
        placeholder={filterTexts.placeholder}
        title={filterTexts.help}
        aria-describedby="filter-count"
        onChange={(event) => control.current?.setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          clear()
        }}
      />
      <span id="filter-count" className={styles.count} data-none={found?.count === 0}>
        {text === '' ? (
          <span className="muted">{filterTexts.help}</span>
        ) : progress !== null ? (
          filterTexts.searching(progress.searched, progress.total)
        ) : found === null ? (
          ''
        ) : found.count === 0 ? (
          filterTexts.nothing(text)
        ) : (
          filterTexts.found(found.count, total)
        )}
      </span>
      <button type="button" onClick={text === '' ? onClose : clear}>
        <Icon name="close" />
        <span className={styles.word}>
          {text === '' ? filterTexts.close : filterTexts.clear} <kbd>Esc</kbd>
        </span>
      </button>
    </search>
  )
}

/** Calls back when something was found for a text for the first time: what is added later is not said again. */
function useFirst(found: RowFilter | null, say: (found: RowFilter) => void): void {
  const said = useRef<string>(null)
  useEffect(() => {
    if (found === null || found.text === said.current) return
    said.current = found.text
    say(found)
  })
}
