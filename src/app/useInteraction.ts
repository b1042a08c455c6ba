import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { DialogName } from './Dialogs.tsx'
import type { PanelTab } from './details/BottomPanel.tsx'
import type { Row } from './rows/row.ts'
import { scrollFactor } from './rows/scale.ts'
import { createScrollTogether } from './rows/scrollTogether.ts'
import type { Session } from './session/session.ts'
import type { SessionState } from './session/state.ts'
import { t } from './strings/en.ts'
import { chooseFiles } from './ui/chooseFiles.ts'
import { useKeptFocus } from './useKeptFocus.ts'
import type { Layout } from './useLayout.ts'
import { useShortcuts } from './useShortcuts.ts'
import type { WorkbenchView } from './useWorkbenchView.ts'

/** In a narrow window one side is shown at a time. */
export type Side = 'pairs' | 'topic' | 'chain' | 'consumer'

/** What is open, focused and scrolled to: the part of the page's state that dies with it, and what changes it. */
export function useInteraction(session: Session, state: SessionState, view: WorkbenchView, layout: Layout) {
  const { run, selected, trial, undo, curtain } = state
  const [dialog, setDialog] = useState<DialogName | null>(null)
  const [side, setSide] = useState<Side>('pairs')
  const [tab, setTab] = useState<PanelTab>('details')
  const [panelOpen, setPanelOpen] = useState<boolean | null>(null)
  const [filtering, setFiltering] = useState(false)
  const [editing, setEditing] = useState<string | null>(null)
  const scroll = useMemo(createScrollTogether, [])
  const topicGrid = useRef<HTMLDivElement>(null)
  const consumerGrid = useRef<HTMLDivElement>(null)
  const open = panelOpen ?? layout.panelStartsOpen
  const phone = layout.size === 'phone'

  const takeFiles = useCallback(
    (files: File[], as?: 'smartmodule' | 'records') => void session.drops.take(files, as),
    [session],
  )
  const chooseModule = useCallback(() => chooseFiles('.wasm', (files) => takeFiles(files, 'smartmodule')), [takeFiles])
  const chooseRecords = useCallback(() => chooseFiles('', (files) => takeFiles(files, 'records')), [takeFiles])

  // An error card is shown where it can be read: the panel opens for it.
  const problems = view.problems.length
  useEffect(() => {
    if (problems === 0) return
    setTab('details')
    if (!phone) setPanelOpen(true)
  }, [problems, phone])

  const setCurtain = useCallback(
    (closed: boolean) => {
      session.setCurtain(closed)
      setEditing(null)
      if (closed)
        requestAnimationFrame(() =>
          (
            consumerGrid.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]') ?? consumerGrid.current
          )?.focus(),
        )
    },
    [session],
  )

  const stopOrDismiss = useCallback(() => {
    if (run.state === 'starting' || run.state === 'running') session.run.stop()
    else if (trial) session.modules.killTrial()
    else if (open && layout.panelIsSheet) setPanelOpen(false)
    else if (filtering && !curtain) setFiltering(false)
    else if (undo) session.dismissUndo()
  }, [session, run.state, trial, undo, open, filtering, curtain, layout.panelIsSheet])

  useKeptFocus()
  useShortcuts({
    run: () => session.run.run(),
    stop: stopOrDismiss,
    chooseFile: chooseModule,
    produce: () => setDialog('produce'),
    filter: () => startFilter(),
    leak: () => document.querySelector<HTMLElement>('#leak input')?.focus(),
    panel: () => setPanelOpen(!open),
    otherSide: (right) =>
      (right ? consumerGrid : topicGrid).current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus(),
    saved: () => session.store.patch({ status: t.everythingSaved }),
  })

  const select = (row: Row) => {
    const place = row.place ?? row.receivedAt
    if (place && (place.partition !== selected?.partition || place.offset !== selected.offset))
      session.select({ partition: place.partition, offset: place.offset })
  }
  const openDetails = (row: Row) => {
    select(row)
    setTab('details')
    setPanelOpen(true)
    requestAnimationFrame(() => focusTab())
  }
  const edit = (row: Row) => {
    if (row.place === null) return
    select(row)
    setEditing(row.id)
  }
  const goTo = (place: { partition: number; offset: number | null }) => {
    if (place.offset === null) return
    const at = { partition: place.partition, offset: place.offset }
    const index = view.rows.indexOf(at)
    if (index < 0) return
    session.select(at)
    const top = Math.max(0, (index - 1) * layout.rowHeight) / scrollFactor(view.rows.count, layout.rowHeight)
    consumerGrid.current?.scrollTo({ top })
    topicGrid.current?.scrollTo({ top })
    if (phone) setSide('pairs')
    // It lies over the record.
    if (layout.panelIsSheet) setPanelOpen(false)
  }
  const showPanel = (shown: PanelTab) => {
    setTab(shown)
    setPanelOpen(true)
  }
  /** Opens the filter, or goes to its field. */
  const startFilter = () => {
    setFiltering(true)
    document.querySelector<HTMLElement>('#filter input')?.focus()
  }
  const endFilter = () => {
    setFiltering(false)
    const grid = topicGrid.current ? topicGrid : consumerGrid
    requestAnimationFrame(() =>
      (grid.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]') ?? grid.current)?.focus(),
    )
  }
  const focusSelected = () => {
    requestAnimationFrame(() =>
      topicGrid.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true }),
    )
  }

  return {
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
  }
}

/** Moves the focus to the panel's tab. Soon after the first records the panel may not be there yet. */
function focusTab(frames = 300): void {
  const tab = document.querySelector<HTMLElement>('#panel [role="tab"][aria-selected="true"]')
  if (tab) tab.focus()
  else if (frames > 0) requestAnimationFrame(() => focusTab(frames - 1))
}
