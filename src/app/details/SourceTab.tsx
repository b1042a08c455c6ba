import { useEffect, useState } from 'react'
import type { Transform } from '../../workspace/workspace.ts'
import { CodeEditor } from '../editor/CodeEditor.tsx'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import styles from './DetailsTab.module.css'

/** The very files the built-ins were built from, each loaded when it is asked for. */
const SOURCES = import.meta.glob<string>(['/smartmodules/*/src/lib.rs', '/smartmodules/legacy/*/src/lib.rs'], {
  query: '?raw',
  import: 'default',
})

export type SourceOf = Pick<Transform, 'name' | 'fileName' | 'origin'>

/** The Rust source of a built-in SmartModule. A file of the user's has none here. */
export function SourceTab({ transform }: { transform: SourceOf | null }) {
  const [source, setSource] = useState<{ name: string; text: string } | null>(null)
  const name = transform?.origin === 'built in' ? transform.name : null

  useEffect(() => {
    if (name === null) return
    const load = SOURCES[`/smartmodules/${name}/src/lib.rs`] ?? SOURCES[`/smartmodules/legacy/${name}/src/lib.rs`]
    let wanted = true
    load?.().then(
      (text) => wanted && setSource({ name, text }),
      () => wanted && setSource(null),
    )
    return () => {
      wanted = false
    }
  }, [name])

  if (transform === null) {
    return (
      <p className={styles.empty}>
        <b>{later.emptySource.title}</b> {later.emptySource.rest}
      </p>
    )
  }
  if (name === null) {
    const { title, rest } = later.noSource(transform.fileName)
    return (
      <p className={styles.empty}>
        <b>{title}</b> {rest}
      </p>
    )
  }
  return source?.name === name ? (
    <CodeEditor key={name} label={later.sourceOf(name)} text={source.text} language="rust" />
  ) : (
    <p className="muted">{t.loading}</p>
  )
}
