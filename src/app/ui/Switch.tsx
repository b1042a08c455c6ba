import styles from './Switch.module.css'

/** A switch named after what it switches. */
export function Switch({
  label,
  on,
  onChange,
  children,
}: {
  label: string
  on: boolean
  onChange: (on: boolean) => void
  children?: string
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      className={styles.switch}
      onClick={() => onChange(!on)}
    >
      <span className={styles.track} aria-hidden="true" />
      {children}
    </button>
  )
}
