import { useEffect, useMemo, useReducer, useState } from 'react'
import { LATER_MS } from './afterPaint.ts'
import type { StepView } from './chain/stepView.ts'
import type { ConsumerItem } from './consume/ConsumerPane.tsx'
import type { ReceivedRecord } from './consume/received.ts'
import { receivedItems } from './consume/receivedItems.ts'
import type { LeakPattern } from './leak/pattern.ts'
import type { MarkName } from './rows/BytesText.tsx'
import { failedOffsetOf } from './rows/errorPlace.ts'
import type { Items } from './rows/items.ts'
import { type FailedBy, gapText, type NamedStep, outcomeText } from './rows/outcomeText.ts'
import type { Row } from './rows/row.ts'
import type { RowSource } from './rows/rowSource.ts'
import { sideItems } from './rows/sideItems.ts'
import type { Problem } from './session/problems.ts'
import { rowsOf } from './session/rowsOf.ts'
import type { SessionState } from './session/state.ts'
import { type Copy, t } from './strings/en.ts'
import type { Mark } from './text/marks.ts'
import type { Span } from './text/span.ts'
import type { TopicRecord } from './topic/topicRecords.ts'

export interface WorkbenchView {
  readonly rows: RowSource
  /** the rows as the topic shows them */
  readonly topicRows: Items<Row>
  readonly consumerItems: Items<ConsumerItem>
  /** what was received and nothing else: for the closed curtain */
  readonly receivedItems: Items<ConsumerItem>
  readonly steps: readonly StepView[]
  readonly selectedId: string | null
  readonly selectedRow: Row | null
  readonly problems: readonly Problem[]
  /** names of the steps of the run on screen */
  readonly runSteps: readonly string[]
  readonly emptyConsumer: Copy | null
  /** every record on screen came with the playground */
  readonly synthetic: boolean
  marksOfStored(record: TopicRecord): readonly Mark<MarkName>[]
  marksOfReceived(row: Row): readonly Mark<MarkName>[]
  outcomeOf(row: Row): string
  /** true when a text of the topic matches the leak check */
  isSensitive(text: string): boolean
}

/** Everything the panes show, derived from the session's state. */
export function useWorkbenchView(state: SessionState): WorkbenchView {
  const { workspace, modules, library, run, topic, received, outcomes, leak, selected, refusals } = state
  const { chain } = workspace.consumer

  const named = useMemo<NamedStep[]>(
    () =>
      run.stepIds.map((id) => {
        const transform = chain.find((step) => step.id === id)
        const facts = modules.find(({ sha256 }) => sha256 === transform?.sha256)?.facts
        return { name: transform?.name ?? '', kind: facts?.kind ?? null }
      }),
    [run.stepIds, chain, modules],
  )
  const failed = useMemo(() => failedOffsetOf(received, run.narrowed), [received, run.narrowed])
  const rows = rowsOf(state)
  const several = topic.partitions > 1

  const outcomeOf = useMemo(() => {
    const failedBy: FailedBy =
      run.state === 'timeout' || run.state === 'killed'
        ? run.state
        : received.errors.at(-1)?.error.code === 'E_TRAP'
          ? 'trap'
          : 'other'
    return (row: Row) => outcomeText(row, named, failed?.offset ?? null, failedBy)
  }, [named, failed, run.state, received.errors])

  // Only a pattern the worker has answered for: another might take very long.
  const answered = leak.last?.source ?? null
  const leakCheck = useLoaded(answered !== null, loadLeakCheck, 0)
  const find = useMemo<Find | null>(() => {
    const compiled = answered === null || leakCheck === null ? null : leakCheck.compilePattern(answered)
    if (leakCheck === null || compiled === null || 'error' in compiled) return null
    return { inBytes: bind(leakCheck.matchRanges, compiled), inText: bind(leakCheck.rangesInText, compiled) }
  }, [answered, leakCheck])

  const marksOfStored = useMemo(() => {
    const known = new WeakMap<TopicRecord, readonly Mark<MarkName>[]>()
    return (record: TopicRecord) => remember(known, record, () => sensitive(find, record.value))
  }, [find])

  // After the first records are on screen: they come first.
  const changedSpans = useLoaded(received.count > 0, loadChangedSpans, LATER_MS)?.changedSpans
  const marksOfReceived = useMemo(() => {
    const known = new WeakMap<ReceivedRecord, readonly Mark<MarkName>[]>()
    return ({ received: record, parent, place }: Row) => {
      if (record === null) return []
      const make = () => {
        const changed = parent && changedSpans ? changedSpans(parent.value, record.value) : []
        return [...changed.map((span) => ({ ...span, mark: 'changed' as const })), ...sensitive(find, record.value)]
      }
      // While the stored record is on its way, what changed is not known yet.
      return parent === null && place !== null ? make() : remember(known, record, make)
    }
  }, [find, changedSpans])

  const topicRows = useMemo(() => sideItems(rows, 'topic', (row) => row), [rows])
  const consumerItems = useMemo(
    () =>
      sideItems(rows, 'consumer', (row): ConsumerItem => {
        const { received: record, receivedAt, error, has } = row
        return {
          id: row.id,
          received: record,
          waiting: receivedAt?.offset ?? null,
          error,
          gap: has.received || error !== null ? '' : gapText(row, named, failed?.offset ?? null),
          marks: marksOfReceived(row),
          partition: partitionText(several, receivedAt?.partition),
        }
      }),
    [rows, named, failed, several, marksOfReceived],
  )
  const curtainItems = useMemo(
    () => receivedItems(received, (partition) => partitionText(several, partition)),
    [received, several],
  )

  const problemsOf = useLoaded(refusals.length > 0 || received.errors.length > 0, loadProblems, 0)?.problemsOf
  // biome-ignore lint/correctness/useExhaustiveDependencies: while a run goes on there is no other problem
  const problems = useMemo(
    () => problemsOf?.(state, named) ?? [],
    [problemsOf, refusals, received.errors, topic, run.number, run.narrowed, workspace, named],
  )
  const steps = useMemo<StepView[]>(
    () =>
      chain.map((transform) => {
        const info = modules.find(({ sha256 }) => sha256 === transform.sha256)
        const builtIn =
          transform.origin === 'built in' ? library.modules.find(({ name }) => name === transform.name) : undefined
        const at = run.stepIds.indexOf(transform.id)
        const problem = problems.find(({ stepId }) => stepId === transform.id)
        return {
          transform,
          kind: info?.facts.kind ?? builtIn?.kind ?? null,
          bytes: info?.bytes ?? builtIn?.size ?? 0,
          note: noteOf(info?.facts),
          params: builtIn?.params ?? [],
          totals: transform.on && at >= 0 ? (outcomes.steps[at] ?? null) : null,
          problem: problem ? t.stepStopped(problem.place?.offset ?? null) : null,
        }
      }),
    [chain, modules, library.modules, run.stepIds, problems, outcomes],
  )

  const selectedRow = selected === null ? null : rows.rowAt(rows.indexOf(selected))
  const incomplete =
    selectedRow !== null &&
    ((selectedRow.place !== null && selectedRow.parent === null) ||
      (selectedRow.has.received && selectedRow.received === null))
  const [, redraw] = useReducer((times: number) => times + 1, 0)
  useEffect(() => (incomplete ? rows.onRead(redraw) : undefined), [incomplete, rows])

  return {
    rows,
    topicRows,
    consumerItems,
    receivedItems: curtainItems,
    steps,
    selectedId: selectedRow?.id ?? null,
    selectedRow,
    problems,
    runSteps: named.map(({ name }) => name),
    emptyConsumer: emptyCopy(state, named),
    synthetic:
      workspace.synthetic.includes(workspace.topic) || library.topics.some(({ name }) => name === workspace.topic),
    marksOfStored,
    marksOfReceived,
    outcomeOf,
    isSensitive: (text) => find !== null && find.inText(text).length > 0,
  }
}

const loadProblems = () => import('./session/problems.ts')
const loadLeakCheck = () => import('./leak/leakCheck.ts')
const loadChangedSpans = () => import('./compare/changedSpans.ts')

/** A part of the page's logic that loads when it is wanted, so many ms later; null until it is there. */
function useLoaded<T>(wanted: boolean, load: () => Promise<T>, afterMs: number): T | null {
  const [loaded, setLoaded] = useState<T | null>(null)
  useEffect(() => {
    if (!wanted) return
    let here = true
    const timer = setTimeout(() => void load().then((module) => here && setLoaded(module)), afterMs)
    return () => {
      here = false
      clearTimeout(timer)
    }
  }, [wanted, load, afterMs])
  return loaded
}

function partitionText(several: boolean, partition: number | undefined): string {
  return several && partition !== undefined ? `${t.partitionShort(partition)}·` : ''
}

/** Where the pattern of the leak check matches. */
interface Find {
  inBytes(bytes: Uint8Array): readonly Span[]
  inText(text: string): readonly Span[]
}

function bind<T>(find: (pattern: LeakPattern, what: T) => Span[], pattern: LeakPattern): (what: T) => Span[] {
  return (what) => find(pattern, what)
}

function sensitive(find: Find | null, value: Uint8Array): Mark<MarkName>[] {
  return find === null ? [] : find.inBytes(value).map((span) => ({ ...span, mark: 'sensitive' as const }))
}

function remember<K extends object, V>(known: WeakMap<K, V>, key: K, make: () => V): V {
  const before = known.get(key)
  if (before !== undefined) return before
  const made = make()
  known.set(key, made)
  return made
}

function noteOf(
  facts: { parameters: number; ignoredKinds: readonly string[]; kind: string } | undefined,
): string | null {
  if (!facts) return null
  if (facts.parameters === 2) return `${t.oldInterface.title} ${t.oldInterface.rest}`
  return facts.ignoredKinds.length > 0 ? t.severalKinds(facts.kind) : null
}

function emptyCopy(
  { received, run, topic, workspace, outcomes }: SessionState,
  named: readonly NamedStep[],
): Copy | null {
  if (received.count > 0 || run.state === 'starting' || run.state === 'running') return null
  const first = received.errors[0]
  if (first) return t.emptyOnlyError(first.error.smartModule)
  if (run.state === 'off' || run.state === 'held') return t.emptyNotConsuming(workspace.consumer.name)
  if (topic.count === 0) return t.emptyWaiting
  if (run.state !== 'settled') return null
  const dropping = outcomes.steps.findIndex(({ recordsIn, recordsOut }) => recordsIn > 0 && recordsOut === 0)
  return t.emptyReceived(named[dropping]?.name ?? null, topic.count)
}
