import type { ReactNode } from 'react'
import { t } from '../strings/en.ts'
import { Icon } from '../ui/Icon.tsx'
import paneStyles from '../ui/pane.module.css'
import styles from './ChainPane.module.css'
import { StepCard } from './StepCard.tsx'
import type { StepActions, StepView } from './stepView.ts'

export function ChainPane({
  consumer,
  steps,
  actions,
  onChooseFile,
  onLibrary,
  hint,
}: {
  consumer: string
  steps: readonly StepView[]
  actions: StepActions
  onChooseFile: () => void
  onLibrary: () => void
  hint: ReactNode
}) {
  return (
    <section className={styles.pane} aria-label={t.chainHeading(consumer)} id="chain">
      <header className={styles.header}>
        <h2 className={paneStyles.title}>
          {t.chain} <span className="muted">{t.forConsumer(consumer)}</span>
        </h2>
      </header>
      <div className={styles.body}>
        {steps.length === 0 && (
          <p className={styles.empty}>
            <b>{t.emptyChain.title}</b> {t.emptyChain.rest}
          </p>
        )}
        <ol className={styles.steps}>
          {steps.map((step, index) => (
            <li key={step.transform.id}>
              <StepCard step={step} index={index} count={steps.length} actions={actions} />
              {index === 0 && hint}
              <span className={styles.flow} aria-hidden="true">
                ▼
              </span>
            </li>
          ))}
        </ol>
        <div className={styles.add}>
          <p>
            {t.dropBefore} <b>.wasm</b> {t.dropAfter}
          </p>
          <div className={styles.buttons}>
            <button type="button" onClick={onChooseFile} title="Ctrl+O">
              <Icon name="file" /> {t.chooseFile}
            </button>
            <button type="button" onClick={onLibrary} aria-label={t.addBuiltIn}>
              <Icon name="add" /> {t.fromLibrary}
            </button>
          </div>
        </div>
      </div>
    </section>
  )
}
