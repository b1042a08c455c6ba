import { useEffect, useState } from 'react'
import { t } from '../strings/en.ts'
import styles from './DropOverlay.module.css'

type Target = 'smartmodule' | 'records'

/**
 * Files dropped anywhere in the window, pasted, or chosen with Ctrl+O. While files are dragged, two targets are named;
 * dropped elsewhere, the name of a file decides. Decoration over real buttons: everything here has one.
 */
export function DropOverlay({ topic, onFiles }: { topic: string; onFiles: (files: File[], as?: Target) => void }) {
  const [dragging, setDragging] = useState(false)

  useEffect(() => {
    let depth = 0
    const isFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const enter = (event: DragEvent) => {
      if (!isFiles(event)) return
      depth += 1
      setDragging(true)
    }
    const leave = (event: DragEvent) => {
      if (!isFiles(event)) return
      depth -= 1
      if (depth <= 0) end()
    }
    const over = (event: DragEvent) => {
      if (isFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      if (!isFiles(event)) return
      event.preventDefault()
      const target =
        event.target instanceof Element ? event.target.closest<HTMLElement>('[data-drop]')?.dataset.drop : undefined
      end()
      onFiles([...(event.dataTransfer?.files ?? [])], target as Target | undefined)
    }
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      onFiles(files)
    }
    const onEscape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') end()
    }
    const end = () => {
      depth = 0
      setDragging(false)
    }
    // In the capture phase, so that a drop over the editor is ours too.
    addEventListener('dragenter', enter, true)
    addEventListener('dragleave', leave, true)
    addEventListener('dragover', over, true)
    addEventListener('drop', drop, true)
    addEventListener('paste', paste)
    addEventListener('keydown', onEscape)
    return () => {
      removeEventListener('dragenter', enter, true)
      removeEventListener('dragleave', leave, true)
      removeEventListener('dragover', over, true)
      removeEventListener('drop', drop, true)
      removeEventListener('paste', paste)
      removeEventListener('keydown', onEscape)
    }
  }, [onFiles])

  if (!dragging) return null
  const records = t.dropImport(topic)
  return (
    <div className={styles.overlay} aria-hidden="true">
      <div className={styles.targets}>
        <div className={styles.target} data-drop="smartmodule">
          <b>{t.dropAdd.title}</b>
          <span>{t.dropAdd.rest}</span>
        </div>
        <div className={styles.target} data-drop="records">
          <b>{records.title}</b>
          <span>{records.rest}</span>
        </div>
      </div>
      <p>
        {t.dropPrivate} {t.dropEscape}
      </p>
    </div>
  )
}
