import { THEMES, type Theme } from '../../workspace/workspace.ts'
import type { Run } from '../session/state.ts'
import { t } from '../strings/en.ts'
import { Icon } from '../ui/Icon.tsx'
import { Switch } from '../ui/Switch.tsx'
import styles from './AppBar.module.css'

const NEW_TOPIC = '\u0000new'

export function AppBar({
  topics,
  topic,
  run,
  runPending,
  runOnChange,
  theme,
  compact,
  onTopic,
  onNewTopic,
  onDeleteTopic,
  onRun,
  onStop,
  onRunOnChange,
  onReset,
  onTheme,
}: {
  topics: readonly string[]
  topic: string
  run: Run
  runPending: boolean
  runOnChange: boolean
  theme: Theme
  /** little room: what is not needed all the time stands behind *More* */
  compact: boolean
  onTopic: (name: string) => void
  onNewTopic: () => void
  onDeleteTopic: () => void
  onRun: () => void
  onStop: () => void
  onRunOnChange: (on: boolean) => void
  onReset: () => void
  onTheme: (theme: Theme) => void
}) {
  const busy = run.state === 'running' || run.state === 'starting'
  const topicTools = (
    <>
      <button
        type="button"
        className={compact ? 'quiet' : 'quiet icon'}
        onClick={onNewTopic}
        aria-label={t.createTopic}
        title={t.createTopic}
      >
        <Icon name="add" /> {compact && t.createTopic}
      </button>
      <button
        type="button"
        className={compact ? 'quiet' : 'quiet icon'}
        onClick={onDeleteTopic}
        aria-label={t.deleteTopic}
        title={t.deleteTopic}
        disabled={topics.length === 0}
      >
        <Icon name="remove" /> {compact && t.deleteTopic}
      </button>
    </>
  )
  const reset = (
    <button type="button" className="quiet" onClick={onReset} title={t.resetDemoData}>
      <Icon name="reset" /> {t.resetDemo}
    </button>
  )
  const settings = (
    <>
      <Switch label={t.runOnChange} on={runOnChange} onChange={onRunOnChange}>
        {t.runOnChange}
      </Switch>
      <label className={styles.theme}>
        <Icon name="theme" />
        <span>{t.theme}</span>
        <select aria-label={t.theme} value={theme} onChange={(event) => onTheme(event.target.value as Theme)}>
          {THEMES.map((name) => (
            <option key={name} value={name}>
              {t.themes[name]}
            </option>
          ))}
        </select>
      </label>
    </>
  )
  return (
    <header className={styles.bar}>
      <h1 className={styles.name}>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path d="M10 0 20 10 10 20 0 10Z" fill="var(--module)" />
        </svg>
        <span>{t.appName}</span>
      </h1>
      <div className={styles.topic}>
        <label>
          <span>{t.topic}</span>
          <select
            aria-label={t.topic}
            value={topic}
            onChange={(event) => (event.target.value === NEW_TOPIC ? onNewTopic() : onTopic(event.target.value))}
          >
            {topics.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
            <option value={NEW_TOPIC}>{t.newTopic}</option>
          </select>
        </label>
        {!compact && topicTools}
      </div>
      {busy && run.total > 0 && run.done < run.total ? (
        <button
          type="button"
          className="primary"
          onClick={onStop}
          aria-label={t.stopSmartModule}
          title={t.running(run.done, run.total)}
        >
          <Icon name="stop" /> {t.stop} <kbd>Esc</kbd>
        </button>
      ) : (
        <button type="button" className="primary" onClick={onRun} title={runPending ? t.runPending : t.runChain}>
          <Icon name="run" /> {t.run} <kbd>Ctrl ⏎</kbd>
          {runPending && <span className={styles.dot}>{t.runPending}</span>}
        </button>
      )}
      {compact ? (
        <>
          <button type="button" className={`quiet ${styles.more}`} popoverTarget="more" aria-label={t.more}>
            ⋯
          </button>
          <div id="more" popover="auto" className={styles.menu}>
            {reset}
            {topicTools}
            {settings}
          </div>
        </>
      ) : (
        <>
          {reset}
          <div className={styles.end}>{settings}</div>
        </>
      )}
    </header>
  )
}
