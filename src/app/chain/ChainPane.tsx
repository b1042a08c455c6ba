import type { ReactNode } from 'react'
import type { Transform } from '../../workspace/workspace.ts'
import type { LibraryParam } from '../session/library.ts'
import { t } from '../strings/en.ts'
import type { StepTotals } from '../trace/outcomes.ts'
import { Icon } from '../ui/Icon.tsx'
import styles from './ChainPane.module.css'
import { StepCard } from './StepCard.tsx'

/** What the chain pane knows of one step. */
export interface StepView {
  readonly transform: Transform
  readonly kind: string | null
  readonly bytes: number
  /** why a current SPU would not take it, or null */
  readonly note: string | null
  readonly params: readonly LibraryParam[]
  /** of the run on screen; null while the step is off or nothing ran */
  readonly totals: StepTotals | null
  /** the error of this step, in one line */
  readonly problem: string | null
}

/** What can be done with a step. */
export interface StepActions {
  setOn(id: string, on: boolean): void
  setParams(id: string, params: Readonly<Record<string, string>>): void
  move(from: number, to: number): void
  remove(id: string): void
  source(id: string): void
}

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
        <h2>
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
