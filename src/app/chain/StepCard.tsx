import { lazy, useState } from 'react'
import { t } from '../strings/en.ts'
import { formatBytes } from '../text/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { Part } from '../ui/Part.tsx'
import { Switch } from '../ui/Switch.tsx'
import styles from './StepCard.module.css'
import type { StepActions, StepView } from './stepView.ts'

const ParamsForm = lazy(() => import('./ParamsForm.tsx').then((module) => ({ default: module.ParamsForm })))

/** One transform: its SmartModule, params, on or off, and what it did in the run on screen. */
export function StepCard({
  step,
  index,
  count,
  actions,
}: {
  step: StepView
  index: number
  count: number
  actions: StepActions
}) {
  const { transform, kind, bytes, totals, problem, note } = step
  const [custom, setCustom] = useState(false)
  const { id, name, origin, on, params } = transform
  const hasParams = step.params.length > 0 || Object.keys(params).length > 0
  const out = totals === null || totals.recordsIn === 0 ? 0 : Math.min(1, totals.recordsOut / totals.recordsIn)
  return (
    <div
      className={styles.card}
      role="group"
      aria-label={t.transformName(index + 1, count, name)}
      data-on={on}
      data-problem={problem !== null}
      onKeyDown={(event) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
        event.preventDefault()
        actions.move(index, index + (event.key === 'ArrowUp' ? -1 : 1))
      }}
    >
      <div className={styles.head}>
        <h3>
          <span className={styles.place}>{index + 1}</span> {name}
        </h3>
        <Switch label={t.switchName(name)} on={on} onChange={(next) => actions.setOn(id, next)} />
      </div>
      <p className={styles.facts}>
        {kind !== null && <span className={styles.kind}>{kind}</span>}
        <span className={styles.origin}>
          {origin === 'built in' ? t.builtIn : t.yourFile}
          {bytes > 0 && ` · ${formatBytes(bytes)}`}
        </span>
      </p>
      {hasParams || custom ? (
        <Part>
          <ParamsForm known={step.params} params={params} onChange={(next) => actions.setParams(id, next)} />
        </Part>
      ) : (
        origin === 'file' && (
          <button type="button" className={`link ${styles.addParam}`} onClick={() => setCustom(true)}>
            {t.addParam}
          </button>
        )
      )}
      {totals !== null && (
        <>
          <p className={styles.counts}>
            {t.inToSent(totals.recordsIn, totals.recordsOut)}
            {totals.errors > 0 && <b className={styles.error}> · {t.errorCount(totals.errors)}</b>}
            <span className="muted" title={t.inThisBrowser}>
              {' '}
              · {t.stepTime(totals.ms)}
            </span>
          </p>
          <div className={styles.meter} aria-hidden="true">
            <div style={{ width: `${out * 100}%` }} />
          </div>
        </>
      )}
      {!on && <p className={styles.note}>{t.stepIsOff}</p>}
      {problem !== null && <p className={styles.problem}>{problem}</p>}
      {note !== null && <p className={styles.note}>{note}</p>}
      <div className={styles.tools}>
        <button
          type="button"
          className="quiet icon"
          aria-label={`${t.moveUp}: ${name}`}
          title={`${t.moveUp} (Alt+↑)`}
          disabled={index === 0}
          onClick={() => actions.move(index, index - 1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          className="quiet icon"
          aria-label={`${t.moveDown}: ${name}`}
          title={`${t.moveDown} (Alt+↓)`}
          disabled={index === count - 1}
          onClick={() => actions.move(index, index + 1)}
        >
          <Icon name="down" />
        </button>
        <button type="button" className="quiet" aria-label={`${t.source}: ${name}`} onClick={() => actions.source(id)}>
          {t.source}
        </button>
        <button
          type="button"
          className={`quiet icon ${styles.remove}`}
          aria-label={t.removeStep(name)}
          title={t.remove}
          onClick={() => actions.remove(id)}
        >
          <Icon name="remove" />
        </button>
      </div>
    </div>
  )
}
