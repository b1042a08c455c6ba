import { Component, type ReactNode, Suspense } from 'react'
import { t } from '../strings/en.ts'
import styles from './Part.module.css'

/**
 * A part of the page that loads when it is needed. When it cannot be loaded, because the server does not answer or has
 * a newer page by now, the rest of the page stays as it is.
 */
export class Part extends Component<{ children: ReactNode; loading?: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    const { children, loading = null } = this.props
    if (!this.state.failed) return <Suspense fallback={loading}>{children}</Suspense>
    return (
      <p className={styles.failed} role="alert">
        <span>
          <b>{t.partNotLoaded.title}</b> {t.partNotLoaded.rest}
        </span>
        <button type="button" onClick={() => location.reload()}>
          {t.reload}
        </button>
      </p>
    )
  }
}
