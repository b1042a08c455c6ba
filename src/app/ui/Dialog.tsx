import { type ReactNode, useEffect, useId, useRef } from 'react'
import { later } from '../strings/en/later.ts'
import styles from './Dialog.module.css'
import { Icon } from './Icon.tsx'

/** A modal dialog with a title and a close button. Esc closes it; the focus goes back to where it came from. */
export function Dialog({
  title,
  onClose,
  children,
  wide = false,
}: {
  title: string
  onClose: () => void
  children: ReactNode
  wide?: boolean
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    return () => {
      element?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      data-wide={wide}
      aria-labelledby={heading}
      onCancel={(event) => {
        // The page closes it: then it is gone from the page too.
        event.preventDefault()
        onClose()
      }}
    >
      <header className={styles.header}>
        <h2 id={heading}>{title}</h2>
        <button type="button" className="quiet icon" onClick={onClose} aria-label={later.close}>
          <Icon name="close" />
        </button>
      </header>
      <div className={styles.body}>{children}</div>
    </dialog>
  )
}
