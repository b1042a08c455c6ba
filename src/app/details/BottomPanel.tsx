import { lazy } from 'react'
import type { Session } from '../session/session.ts'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { Part } from '../ui/Part.tsx'
import type { WorkbenchView } from '../useWorkbenchView.ts'
import styles from './BottomPanel.module.css'
import type { SourceOf } from './SourceTab.tsx'

const DetailsTab = lazy(() => import('./DetailsTab.tsx').then((module) => ({ default: module.DetailsTab })))
const ErrorCard = lazy(() => import('./ErrorCard.tsx').then((module) => ({ default: module.ErrorCard })))
const SourceTab = lazy(() => import('./SourceTab.tsx').then((module) => ({ default: module.SourceTab })))
const LogTab = lazy(() => import('./LogTab.tsx').then((module) => ({ default: module.LogTab })))
const ConsumerTab = lazy(() => import('./ConsumerTab.tsx').then((module) => ({ default: module.ConsumerTab })))
const ValueTab = lazy(() => import('./ValueTab.tsx').then((module) => ({ default: module.ValueTab })))

/** The line that copies of the post lost. */
const ATTRIBUTE = '#[smartmodule(map)]'

export type PanelTab = 'details' | 'value' | 'source' | 'log' | 'consumer'
const TABS: readonly PanelTab[] = ['details', 'value', 'source', 'log', 'consumer']

/** Below both sides: the selected record on both of them, errors, and code. Observer view. */
export function BottomPanel({
  open,
  covered,
  sheet,
  tab,
  onTab,
  onOpen,
  session,
  view,
  sourceOf,
  onGoTo,
  onChooseFile,
  onExample,
  onLimits,
}: {
  open: boolean
  covered: boolean
  sheet: boolean
  tab: PanelTab
  onTab: (tab: PanelTab) => void
  onOpen: (open: boolean) => void
  session: Session
  view: WorkbenchView
  sourceOf: SourceOf | null
  onGoTo: (place: { partition: number; offset: number }) => void
  onChooseFile: () => void
  /** shows a SmartModule that is complete */
  onExample: () => void
  onLimits: () => void
}) {
  const { workspace, outcomes } = session.store.get()
  const stored = view.selectedRow?.parent ?? null
  const place = view.selectedRow?.place ?? null
  const came = place === null ? [] : view.rows.rowsOf(place).flatMap(({ received }) => (received ? [received] : []))
  return (
    <section
      id="panel"
      className={styles.panel}
      aria-label={later.panel}
      data-open={open}
      data-sheet={sheet}
      inert={covered}
    >
      <div className={styles.bar}>
        <div role="tablist" aria-label={later.panel} className={styles.tabs}>
          {TABS.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              aria-selected={open && tab === name}
              aria-controls="panel-body"
              onClick={() => {
                onTab(name)
                onOpen(true)
              }}
              onKeyDown={(event) => {
                if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return
                const next =
                  TABS[(TABS.indexOf(name) + (event.key === 'ArrowRight' ? 1 : TABS.length - 1)) % TABS.length]
                if (next) {
                  onTab(next)
                  document.getElementById(`tab-${next}`)?.focus()
                }
              }}
            >
              {later.panelTab[name]}
              {name === 'details' && view.problems.length > 0 && (
                <span className={styles.badge}>{t.errorCount(view.problems.length)}</span>
              )}
            </button>
          ))}
        </div>
        <button
          type="button"
          className="quiet"
          aria-expanded={open}
          aria-controls="panel-body"
          onClick={() => onOpen(!open)}
          title="Ctrl+J"
        >
          {open ? later.hidePanel : later.showPanel} <span aria-hidden="true">{open ? '▾' : '▴'}</span>
        </button>
      </div>
      <div id="panel-body" className={styles.body} role="tabpanel" aria-labelledby={`tab-${tab}`} hidden={!open}>
        {open && (
          <Part key={tab} loading={<p className="muted">{t.loading}</p>}>
            {tab === 'details' && (
              <>
                {view.problems.map((problem) => (
                  <ErrorCard
                    key={problem.id}
                    input={problem.input}
                    actions={
                      <>
                        {problem.place && (
                          <button type="button" onClick={() => problem.place && onGoTo(problem.place)}>
                            {later.goToOffset(problem.place.offset)}
                          </button>
                        )}
                        {problem.canRunAgain && (
                          <button type="button" onClick={() => session.run.run()}>
                            {later.runAgain}
                          </button>
                        )}
                        {problem.stepId !== null && problem.input.code !== 'E_RECORD' && (
                          <button
                            type="button"
                            onClick={() => problem.stepId && session.modules.setOn(problem.stepId, false)}
                          >
                            {later.switchStepOff}
                          </button>
                        )}
                        {problem.refused !== null && (
                          <>
                            {problem.refused !== '' && (
                              <button type="button" onClick={onChooseFile}>
                                {later.chooseAnotherFile}
                              </button>
                            )}
                            {problem.input.code === 'E_NO_KIND' && (
                              <>
                                <button type="button" onClick={() => void navigator.clipboard.writeText(ATTRIBUTE)}>
                                  {later.copyAttribute}
                                </button>
                                <button type="button" onClick={onExample}>
                                  {later.completeExample}
                                </button>
                              </>
                            )}
                            {problem.file && (
                              <button
                                type="button"
                                onClick={() => {
                                  session.dismissRefusal(problem.refused ?? '')
                                  if (problem.file) void session.topics.importFile(problem.file)
                                }}
                              >
                                {later.importAsOne}
                              </button>
                            )}
                            <button
                              type="button"
                              className="quiet"
                              onClick={() => session.dismissRefusal(problem.refused ?? '')}
                            >
                              {later.dismiss}
                            </button>
                          </>
                        )}
                      </>
                    }
                  />
                ))}
                {(view.problems.length === 0 || stored !== null) && (
                  <DetailsTab
                    stored={stored}
                    received={came}
                    outcome={view.selectedRow ? view.outcomeOf(view.selectedRow) : ''}
                    consumer={workspace.consumer.name}
                    isSensitive={view.isSensitive}
                  />
                )}
              </>
            )}
            {tab === 'value' && (
              <ValueTab
                record={stored}
                onEdit={(record, value) => void session.topics.edit(record, record.key, value)}
              />
            )}
            {tab === 'log' && <LogTab outcomes={outcomes} problems={view.problems} steps={view.runSteps} />}
            {tab === 'source' && <SourceTab transform={sourceOf} />}
            {tab === 'consumer' && (
              <ConsumerTab
                consumer={workspace.consumer}
                received={session.store.get().received}
                onAnswers={session.setAnswers}
                onLimits={onLimits}
              />
            )}
          </Part>
        )}
      </div>
    </section>
  )
}
