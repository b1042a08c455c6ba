import { lazy, useEffect, useRef, useState } from 'react'
import { DEMO_MODULE, DEMO_TOPIC } from '../workspace/workspace.ts'
import { afterPaint } from './afterPaint.ts'
import { AppBar } from './appBar/AppBar.tsx'
import { ChainPane } from './chain/ChainPane.tsx'
import { ConsumerPane } from './consume/ConsumerPane.tsx'
import { LeakBar } from './leak/LeakBar.tsx'
import type { LeakPlace } from './leak/search.ts'
import { NetworkLine } from './line/NetworkLine.tsx'
import { loadAhead } from './loadAhead.ts'
import { NO_ITEMS } from './rows/sideItems.ts'
import type { Session } from './session/session.ts'
import type { SessionState } from './session/state.ts'
import { StatusBar } from './status/StatusBar.tsx'
import { useStore } from './store.ts'
import { t } from './strings/en.ts'
import { TopicPane } from './topic/TopicPane.tsx'
import type { TopicRecord } from './topic/topicRecords.ts'
import { Hint } from './ui/Hint.tsx'
import { Icon } from './ui/Icon.tsx'
import { Part } from './ui/Part.tsx'
import { type Side, useInteraction } from './useInteraction.ts'
import { useLayout } from './useLayout.ts'
import { useWorkbenchView } from './useWorkbenchView.ts'
import styles from './Workbench.module.css'

// What a click needs loads on that click, and what is below both sides after them.
const BottomPanel = lazy(() => import('./details/BottomPanel.tsx').then((module) => ({ default: module.BottomPanel })))
const PairsPane = lazy(() => import('./pairs/PairsPane.tsx').then((module) => ({ default: module.PairsPane })))
const ValueEditor = lazy(() => import('./topic/ValueEditor.tsx').then((module) => ({ default: module.ValueEditor })))
const DropOverlay = lazy(() => import('./drop/DropOverlay.tsx').then((module) => ({ default: module.DropOverlay })))
const NetworkStrip = lazy(() => import('./line/NetworkStrip.tsx').then((module) => ({ default: module.NetworkStrip })))
const NoticeStack = lazy(() => import('./status/NoticeStack.tsx').then((module) => ({ default: module.NoticeStack })))
const FilterBar = lazy(() => import('./filter/FilterBar.tsx').then((module) => ({ default: module.FilterBar })))
const Dialogs = lazy(() => import('./Dialogs.tsx').then((module) => ({ default: module.Dialogs })))

/** The page: all panes, and nothing that any of them knows. */
export function Workbench({ session }: { session: Session }) {
  const state = useStore(session.store, (all) => all)
  const { workspace, run, topic, received, curtain, leak } = state
  const layout = useLayout()
  const view = useWorkbenchView(state)
  const [sourceOf, setSourceOf] = useState<string | null>(null)
  const settled = run.state === 'settled'
  useEffect(() => {
    if (settled) loadAhead()
  }, [settled])
  const {
    dialog,
    setDialog,
    side,
    setSide,
    tab,
    setTab,
    open,
    setPanelOpen,
    showPanel,
    filtering,
    startFilter,
    endFilter,
    editing,
    setEditing,
    scroll,
    topicGrid,
    consumerGrid,
    takeFiles,
    chooseModule,
    chooseRecords,
    setCurtain,
    select,
    openDetails,
    edit,
    goTo,
    focusSelected,
  } = useInteraction(session, state, view, layout)
  const closeDialog = () => setDialog(null)
  const phone = layout.size === 'phone'
  // The hints are about the demo: on other topics they would point at nothing.
  const hints = workspace.topic === DEMO_TOPIC
  const hasTopic = state.topics.some(({ name }) => name === workspace.topic)

  const editedRow = editing === null ? null : view.rows.rowAt(view.rows.indexOfId(editing))
  // While an edit is stored, the record may be on its way again: the editor stays with what it had.
  const lastEdited = useRef<{ id: string; record: TopicRecord } | null>(null)
  if (editing === null) lastEdited.current = null
  else if (editedRow?.parent) lastEdited.current = { id: editing, record: editedRow.parent }
  const edited = lastEdited.current?.id === editing ? lastEdited.current.record : null
  const editor =
    edited !== null && editing !== null
      ? {
          id: editing,
          element: (
            <Part>
              <ValueEditor
                key={editing}
                record={edited}
                onEdit={(key, value) => void session.topics.edit(edited, key, value)}
                onEnlarge={() => {
                  setEditing(null)
                  showPanel('value')
                }}
                onClose={() => {
                  setEditing(null)
                  focusSelected()
                }}
              />
            </Part>
          ),
        }
      : null

  const crossed = {
    consumer: workspace.consumer.name,
    records: received.count,
    bytes: received.bytes,
    errors: received.errors.length,
  }
  // Behind the curtain there is nothing, not even for a reader of the page's structure.
  const covered = curtain
  // Both sides come first: the panel below loads when they have something to show.
  const [begun, setBegun] = useState(false)
  const hasResult = received.frames > 0 || !WAITING.includes(run.state) || state.refusals.length > 0
  useEffect(() => (hasResult ? afterPaint(() => setBegun(true)) : undefined), [hasResult])
  const panelPlace = <div className={styles.panelPlace} data-open={open && !covered} />
  const showSide = (name: Side) => !phone || side === name

  // One filter is for both sides, and each of them can be chosen in the export: beside the topic's the consumer's tools
  // are spared where there is little room.
  const alone = phone || curtain
  const tools = (exportSide: 'exportTopic' | 'exportConsumer') => (
    <>
      {(exportSide === 'exportTopic' || phone) && !curtain && (
        <button
          type="button"
          className="icon"
          aria-pressed={filtering}
          onClick={filtering ? endFilter : startFilter}
          aria-label={t.filterRecords}
          title={t.filterRecordsHelp}
        >
          <Icon name="filter" />
        </button>
      )}
      <button
        type="button"
        className={exportSide === 'exportTopic' || alone ? 'icon' : `icon ${styles.spare}`}
        onClick={() => setDialog(exportSide)}
        aria-label={t.exportRecords}
        title={t.exportRecords}
      >
        <Icon name="save" />
      </button>
    </>
  )

  const topicPane = (
    <TopicPane
      name={workspace.topic}
      count={topic.count}
      rows={curtain ? NO_ITEMS : view.topicRows}
      marksOf={view.marksOfStored}
      outcomeOf={view.outcomeOf}
      rowHeight={layout.rowHeight}
      several={topic.partitions > 1}
      selectedId={view.selectedId}
      onSelect={select}
      onOpen={openDetails}
      onEdit={edit}
      scroll={scroll}
      grid={topicGrid}
      editor={editor}
      tools={
        <>
          <button
            type="button"
            onClick={() => setDialog('produce')}
            disabled={!hasTopic}
            aria-label={t.produceRecords}
            title="Ctrl+Shift+Enter"
          >
            <Icon name="add" /> <span className={styles.short}>{t.produce}</span>
          </button>
          <button
            type="button"
            onClick={chooseRecords}
            disabled={!hasTopic}
            aria-label={t.importRecords}
            title={t.importHelp}
          >
            <Icon name="file" /> <span className={styles.wide}>{t.importShort}</span>
          </button>
          {tools('exportTopic')}
        </>
      }
      empty={
        state.engine === 'ready' && state.topicLoaded && topic.count === 0 ? (
          <Empty copy={hasTopic ? t.emptyTopic : t.noTopics}>
            <button type="button" onClick={() => setDialog(hasTopic ? 'produce' : 'newTopic')}>
              {hasTopic ? t.produce : t.createTopic}
            </button>
          </Empty>
        ) : null
      }
    />
  )

  const chainPane = (
    <ChainPane
      consumer={workspace.consumer.name}
      steps={view.steps}
      actions={{
        setOn: session.modules.setOn,
        setParams: session.modules.setParams,
        move: session.modules.move,
        remove: session.modules.remove,
        source: (id) => {
          setSourceOf(id)
          showPanel('source')
        },
      }}
      onChooseFile={chooseModule}
      onLibrary={() => setDialog('library')}
      hint={
        view.steps.length > 0 &&
        hints &&
        !workspace.hintsClosed.includes('switch') && (
          <Hint text={t.hintSwitch} onClose={() => session.closeHint('switch')} />
        )
      }
    />
  )

  const consumerPane = (
    <ConsumerPane
      name={workspace.consumer.name}
      items={curtain ? view.receivedItems : view.consumerItems}
      count={received.count}
      errors={received.errors.length}
      rowHeight={layout.rowHeight}
      selectedId={curtain ? null : view.selectedId}
      onSelect={(item) => {
        const row = curtain ? null : view.rows.rowAt(view.rows.indexOfId(item.id))
        if (row) select(row)
      }}
      onOpen={(item) => {
        const row = curtain ? null : view.rows.rowAt(view.rows.indexOfId(item.id))
        if (row) openDetails(row)
      }}
      scroll={curtain ? null : scroll}
      grid={consumerGrid}
      view={
        <div className={styles.consumerTools}>
          <div className={styles.view} role="group" aria-label={t.view}>
            <button type="button" aria-pressed={!curtain} onClick={() => setCurtain(false)}>
              {t.bothSides}
            </button>
            <button type="button" aria-pressed={curtain} onClick={() => setCurtain(true)}>
              {t.consumersEye}
            </button>
          </div>
          {tools('exportConsumer')}
        </div>
      }
      empty={view.emptyConsumer && <Empty copy={view.emptyConsumer}>{null}</Empty>}
    />
  )

  return (
    <div className={styles.page} data-size={layout.size} data-curtain={covered}>
      {showSide('topic') && !covered && (
        <a className="skip" href="#topic">
          {t.skipTo(t.topicHeading(workspace.topic))}
        </a>
      )}
      {(showSide('consumer') || covered) && (
        <a className="skip" href="#consumer">
          {t.skipTo(t.consumerHeading(workspace.consumer.name))}
        </a>
      )}
      <AppBar
        topics={state.topics.map(({ name }) => name)}
        topic={workspace.topic}
        run={run}
        runPending={state.runPending}
        runOnChange={workspace.runOnChange}
        theme={workspace.theme}
        compact={layout.size === 'line' || phone}
        onTopic={(name) => {
          setEditing(null)
          session.topics.pick(name)
        }}
        onNewTopic={() => setDialog('newTopic')}
        onDeleteTopic={() => setDialog('deleteTopic')}
        onRun={() => session.run.run()}
        onStop={() => session.run.stop()}
        onRunOnChange={session.setRunOnChange}
        onReset={() => void session.resetDemo()}
        onTheme={session.setTheme}
      />
      <main className={styles.main}>
        <LeakBar
          pattern={workspace.leakPattern}
          state={leak}
          consumer={workspace.consumer.name}
          onPattern={session.setPattern}
          onGoTo={(place: LeakPlace) => goTo(place)}
          hint={
            hints &&
            !workspace.hintsClosed.includes('pattern') && (
              <Hint text={t.hintPattern} onClose={() => session.closeHint('pattern')} />
            )
          }
        />
        {hasNotice(state) && (
          <Part>
            <NoticeStack session={session} state={state} />
          </Part>
        )}
        {/* Behind the curtain is everything that was received. */}
        {filtering && !curtain && (
          <Part>
            <FilterBar
              topic={topic}
              consumer={received}
              total={topic.count}
              onFilter={session.setFilter}
              onSay={session.say}
              onError={(error) => session.fail('filter', error)}
              onClose={endFilter}
            />
          </Part>
        )}
        {phone && (
          <div className={styles.tabs} role="tablist" aria-label={t.view}>
            {(['pairs', 'topic', 'chain', 'consumer'] as const).map((name) => (
              <button
                key={name}
                type="button"
                role="tab"
                aria-selected={side === name}
                onClick={() => setSide(name)}
                disabled={covered && name !== 'consumer'}
              >
                {t.sideTab[name]}
              </button>
            ))}
          </div>
        )}
        <div className={styles.sides}>
          {(showSide('topic') || showSide('chain')) && (
            <div className={styles.spu} inert={covered}>
              <p className={styles.frame}>
                <b>{t.spu}</b> <span className={styles.what}>{t.spuSide}</span>
                <button type="button" className="link" onClick={() => setDialog('limits')}>
                  {t.simulated}
                </button>
                {hints && topic.count > 0 && !workspace.hintsClosed.includes('record') && (
                  <Hint text={t.hintRecord} onClose={() => session.closeHint('record')} />
                )}
                <span className={styles.observer} title={t.observerViewHelp}>
                  <Icon name="observer" /> {t.observerView}
                </span>
              </p>
              {showSide('topic') && topicPane}
              {showSide('chain') && chainPane}
            </div>
          )}
          {covered && (
            <div className={styles.curtain}>
              <p>{t.curtainClosed(workspace.consumer.name)}</p>
              <button type="button" className="primary" onClick={() => setCurtain(false)}>
                {t.openCurtain}
              </button>
            </div>
          )}
          {phone ? (
            (side !== 'pairs' || covered) && (
              <Part>
                <NetworkStrip crossed={crossed} />
              </Part>
            )
          ) : (
            <NetworkLine
              crossed={crossed}
              rows={view.rows}
              rowHeight={layout.rowHeight}
              scroll={scroll}
              marks={!curtain}
            />
          )}
          {(showSide('consumer') || covered) && (
            <div className={styles.client}>
              <p className={styles.frame}>
                <b>{t.clientSide}</b> <span className={styles.what}>{t.clientSideHelp}</span>
                {workspace.consumer.answers === 'spu' && (
                  <button type="button" className={`link ${styles.observer}`} onClick={() => showPanel('consumer')}>
                    {t.asSpu}
                  </button>
                )}
              </p>
              {consumerPane}
            </div>
          )}
          {phone && side === 'pairs' && !covered && (
            <Part>
              <PairsPane
                rows={view.rows}
                at={Math.max(0, view.rows.indexOfId(view.selectedId ?? ''))}
                crossed={crossed}
                chain={view.steps.filter(({ transform }) => transform.on).map(({ transform }) => transform.name)}
                marksOfStored={view.marksOfStored}
                marksOfReceived={view.marksOfReceived}
                outcomeOf={view.outcomeOf}
                onGo={select}
                onEdit={() => {
                  showPanel('value')
                }}
              />
            </Part>
          )}
        </div>
        {begun ? (
          <Part loading={panelPlace}>
            <BottomPanel
              open={open && !covered}
              covered={covered}
              sheet={layout.panelIsSheet}
              tab={tab}
              onTab={setTab}
              onOpen={setPanelOpen}
              session={session}
              view={view}
              sourceOf={
                sourceOf === EXAMPLE.id
                  ? EXAMPLE
                  : (workspace.consumer.chain.find(({ id }) => id === sourceOf) ?? workspace.consumer.chain[0] ?? null)
              }
              onGoTo={goTo}
              onChooseFile={chooseModule}
              onLimits={() => setDialog('limits')}
              onExample={() => {
                setSourceOf(EXAMPLE.id)
                setTab('source')
              }}
            />
          </Part>
        ) : (
          panelPlace
        )}
      </main>
      <StatusBar
        status={
          // Behind the curtain the run's result would tell what only the playground can see.
          [state.status, covered ? '' : state.result].filter((part) => part !== '').join(' ') ||
          (state.engine === 'starting' ? t.loading : t.ready)
        }
        bad={view.problems.length > 0}
        synthetic={view.synthetic}
        onDetails={layout.panelIsSheet && !open && !covered ? () => setPanelOpen(true) : null}
        memoryOnly={state.memoryOnly !== null}
        progress={run.state === 'running' && run.total >= PROGRESS_FROM && run.done < run.total ? run : null}
      />
      <Part>
        <DropOverlay topic={workspace.topic} onFiles={takeFiles} />
      </Part>
      {dialog !== null && (
        <Part>
          <Dialogs name={dialog} session={session} state={state} onImport={chooseRecords} onClose={closeDialog} />
        </Part>
      )}
    </div>
  )
}

function hasNotice({ engine, run, trial, undo, works }: SessionState): boolean {
  const waits = engine === 'died' || run.overdue !== null || run.state === 'held' || Boolean(trial?.overdue)
  return waits || undo !== null || works.length > 0
}

/** From so many records on a run takes long enough to say how far it is. */
const PROGRESS_FROM = 10_000

/** A run that has nothing to show yet. */
const WAITING: readonly SessionState['run']['state'][] = ['off', 'starting', 'running']

/** A SmartModule that is complete, for those whose copy of the post is not. */
const EXAMPLE = { id: 'example', name: DEMO_MODULE.name, fileName: DEMO_MODULE.file, origin: 'built in' } as const

function Empty({ copy, children }: { copy: { title: string; rest: string }; children: React.ReactNode }) {
  return (
    <div className={styles.empty}>
      <p>
        <b>{copy.title}</b> {copy.rest}
      </p>
      {children}
    </div>
  )
}
