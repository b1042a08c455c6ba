import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { later } from '../strings/en/later.ts'
import styles from './CodeEditor.module.css'
import type { EditorLanguage } from './language.ts'

/**
 * A textarea that always works; Monaco takes its place when it gets the focus (or at once for code that is only read),
 * unless there is no fine pointer, as on a phone.
 */
export function CodeEditor({
  label,
  text,
  version = 0,
  language,
  onChange,
}: {
  label: string
  /** where the editor starts; what is typed is the editor's own */
  text: string
  /** another number: the text was changed elsewhere, and takes the place of what was typed */
  version?: number
  language: EditorLanguage
  /** left out: read only */
  onChange?: (text: string) => void
}) {
  const place = useRef<HTMLDivElement>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const [draft, setDraft] = useState(text)
  const latest = useRef({ draft, onChange })
  latest.current = { draft, onChange }
  const [state, setState] = useState<'textarea' | 'loading' | 'monaco'>('textarea')
  const handle = useRef<{ setText(text: string): void; focus(): void; dispose(): void } | null>(null)
  const focused = useRef(false)
  const readOnly = onChange === undefined

  useEffect(() => () => handle.current?.dispose(), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when the text is news
  useEffect(() => {
    setDraft(text)
    handle.current?.setText(text)
  }, [version])
  // Only now is the editor drawn and can take over the focus of the textarea.
  useLayoutEffect(() => {
    if (state === 'monaco' && focused.current) handle.current?.focus()
  }, [state])
  // biome-ignore lint/correctness/useExhaustiveDependencies: opening a code tab is its first use, once
  useEffect(() => {
    if (readOnly) void load()
  }, [readOnly])

  async function load(): Promise<void> {
    if (state !== 'textarea' || !matchMedia('(pointer: fine)').matches) return
    setState('loading')
    try {
      const { openMonaco } = await import('./monaco.ts')
      if (place.current === null) return
      const caret = area.current?.selectionStart ?? 0
      focused.current = document.activeElement === area.current
      handle.current = openMonaco(place.current, {
        label,
        language,
        readOnly,
        text: latest.current.draft,
        caret,
        onChange: (next) => latest.current.onChange?.(next),
      })
      setState('monaco')
    } catch {
      // The textarea stays; it can do everything that is needed.
      setState('textarea')
    }
  }

  return (
    <div className={styles.editor} data-state={state}>
      {state !== 'monaco' && (
        <textarea
          ref={area}
          aria-label={label}
          value={draft}
          readOnly={readOnly}
          spellCheck={false}
          onFocus={() => void load()}
          onChange={(event) => {
            setDraft(event.target.value)
            onChange?.(event.target.value)
          }}
        />
      )}
      <div ref={place} className={styles.monaco} />
      {state === 'loading' && <span className={styles.loading}>{later.loadingEditor}</span>}
      {state === 'monaco' && <p className={styles.hint}>{later.editorHint}</p>}
    </div>
  )
}
