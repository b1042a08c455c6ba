import type { ConsumeRequest, Spu, StreamFrame, StreamState, TraceEvent } from '../../spu/spu.ts'
import { stepsOn, type Transform } from '../../workspace/workspace.ts'
import { Received } from '../consume/received.ts'
import { t } from '../strings/en.ts'
import { Outcomes } from '../trace/outcomes.ts'
import type { Context } from './context.ts'
import { loadHeld, saveHeld } from './held.ts'
import { rowsOf } from './rowsOf.ts'
import { isLarge, showEvery } from './showEvery.ts'
import type { Run } from './state.ts'

/** Changes of the workbench wait this long, so that what changes together starts one run. A key has its output in 100 ms. */
const RUN_AFTER_MS = 4

export interface RunControl {
  /** somebody pressed Run: also starts what was stopped for running too long */
  run(): void
  /** something the result depends on has changed */
  changed(when?: 'now' | 'soon'): void
  /** Stop, Kill and Esc are one thing: the sandbox ends, what was delivered stays */
  stop(): void
  keepGoing(): void
}

export function createRunControl(context: Context): RunControl {
  const { store } = context
  let number = 0
  let current: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let shownChain = ''

  /** The run whose result is to be said, when the topic has shown all that went into it. */
  let saying = 0
  let said = 0
  store.subscribe(() => {
    const { run, topic, outcomes } = store.get()
    if (saying === 0 || run.number !== saying || topic.count < outcomes.processed) return
    saying = 0
    said += 1
    const [mine, number] = [said, run.number]
    void sayResult(() => said === mine && store.get().run.number === number)
  })

  async function sayResult(isWanted: () => boolean): Promise<void> {
    const state = store.get()
    const [{ runSentence, saysChanged }, { countChanged }] = await Promise.all([
      import('../strings/runSentence.ts'),
      import('../rows/countChanged.ts'),
    ])
    const { slots } = rowsOf(state)
    const counts = saysChanged(state)
    // Counting reads both sides again: of a large topic that takes a while, and what is known is said at once.
    if (counts && isLarge(state.topic.count)) store.patch({ result: runSentence(state, null) })
    const counted = counts ? countChanged(state.topic, state.received, slots, isWanted) : 0
    // Where a batch cannot be read any more, both sides are about to start over.
    const changed = await Promise.resolve(counted).catch(() => null)
    if (changed !== null && isWanted()) store.patch({ result: runSentence(state, changed) })
  }

  function start(by: 'user' | 'change'): void {
    clearTimeout(timer)
    const { workspace, topics } = store.get()
    if (!topics.some(({ name }) => name === workspace.topic)) return
    const { answers, chain: transforms } = workspace.consumer
    const steps = stepsOn(transforms)
    const chain = signature(steps)
    if (by === 'user') saveHeld(null)
    number += 1
    // What was done before this run began is old news; what began it is said after it has begun.
    store.patch({ status: '', result: '' })
    current?.abort()
    if (loadHeld() === chain && chain !== '[]') {
      store.patch({
        run: { ...store.get().run, number, state: 'held', overdue: null },
        runPending: true,
        received: Received.nothing(),
        outcomes: Outcomes.none(),
        result: `${t.held.title} ${t.held.rest}`,
      })
      return
    }
    current = new AbortController()
    const request: ConsumeRequest = {
      stream: `${workspace.consumer.name}-${number}`,
      topic: workspace.topic,
      start: { from: 'beginning' },
      tail: true,
      answers,
      chain: steps.map(({ name, sha256, params }) => ({ name, sha256, params })),
    }
    const run: Run = {
      number,
      state: 'starting',
      done: 0,
      total: 0,
      overdue: null,
      stepIds: steps.map(({ id }) => id),
      request,
      narrowed: null,
    }
    // What another chain or topic delivered must not stand beside this one, not even for a moment.
    const shown = JSON.stringify([workspace.topic, answers, chain])
    const clear = shown === shownChain ? {} : { received: Received.nothing(), outcomes: Outcomes.none() }
    shownChain = shown
    store.patch({ run, runPending: false, ...clear })
    void follow(run, request, chain, current)
  }

  async function follow(run: Run, request: ConsumeRequest, chain: string, controller: AbortController): Promise<void> {
    const live = () => store.get().run.number === run.number
    const show = showTogether(context, live, Received.nothing(request.answers === 'spu' ? 'order' : 'offset'))
    try {
      const spu = await context.spu
      if (request.answers === 'spu') await store.get().pairing.loadByOrder()
      await Promise.all([
        spu.trace(request.stream, (event) => (live() ? onTrace(event) : undefined), controller.signal),
        spu.consume(request, (frame) => show.frame(frame), controller.signal),
      ])
      show.settled({}, false)
    } catch (error) {
      if (live() && !controller.signal.aborted) {
        store.patch({ run: { ...store.get().run, state: 'failed', overdue: null } })
        context.fail('consume', error)
      }
    }

    function onTrace(event: TraceEvent): void {
      if (event.type === 'state') onState(event.state)
      else show.trace(event)
    }

    function onState(state: StreamState): void {
      switch (state.kind) {
        case 'starting':
          return
        case 'running':
          show.run({ state: 'running', done: state.done, total: state.total, overdue: null })
          return
        case 'overdue':
          show.run({ state: 'running', done: state.done, total: state.total, overdue: state.overdue })
          return
        case 'waiting':
          saying = run.number
          show.settled({ state: 'settled', overdue: null })
          return
        case 'ended': {
          if (state.why === 'timeout' || state.why === 'killed') saveHeld(chain)
          const ended = {
            end: 'settled',
            error: 'failed',
            killed: 'killed',
            timeout: 'timeout',
            cancelled: 'off',
          } as const
          saying = run.number
          // The topic is another one: what comes of it follows, and until then nothing must flash empty.
          show.settled({ state: ended[state.why], overdue: null }, state.why !== 'end')
          void narrow(run, request)
        }
      }
    }
  }

  /** A trap says nothing about the record: run its batch again, one record at a time, to find it. */
  async function narrow(run: Run, request: ConsumeRequest): Promise<void> {
    const failed = store.get().received.errors.at(-1)
    if (failed?.error.code !== 'E_TRAP') return
    const { baseOffset } = failed.error.details
    if (typeof baseOffset !== 'number') return
    try {
      const spu: Spu = await context.spu
      const offset = await spu.narrow({ ...request, stream: `${request.stream}-narrow` }, failed.partition, baseOffset)
      const now = store.get().run
      if (now.number !== run.number || offset === null) return
      store.patch({ run: { ...now, narrowed: { partition: failed.partition, offset } } })
    } catch {
      // Only a hint is missing then; the error itself is on screen.
    }
  }

  return {
    run: () => start('user'),
    changed(when = 'soon') {
      if (!store.get().workspace.runOnChange) {
        store.patch({ runPending: true })
        return
      }
      clearTimeout(timer)
      if (when === 'now') start('change')
      else timer = setTimeout(() => start('change'), RUN_AFTER_MS)
    },
    stop() {
      const { run } = store.get()
      if (run.request === null || (run.state !== 'starting' && run.state !== 'running')) return
      const { stream } = run.request
      context.spu.then((spu) => spu.kill(stream)).catch((error) => context.fail('kill', error))
    },
    keepGoing() {
      const { run } = store.get()
      if (run.request === null) return
      const { stream } = run.request
      context.spu.then((spu) => spu.keepGoing(stream)).catch((error) => context.fail('keepGoing', error))
    },
  }
}

/** Names a chain by what decides its results. */
function signature(steps: readonly Transform[]): string {
  return JSON.stringify(steps.map(({ sha256, params }) => [sha256, Object.entries(params).sort()]))
}

/**
 * Collects frames and trace events of one run and shows them together. The first of a run replaces what the run
 * before it had delivered, so that the table does not flash empty in between.
 */
function showTogether({ store }: Context, live: () => boolean, nothing: Received) {
  let received = nothing
  let outcomes = Outcomes.none()
  let run: Partial<Run> = {}
  /** Something has come, or nothing will. */
  let isDue = false
  let shownAt = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined

  function now(): void {
    clearTimeout(timer)
    timer = undefined
    shownAt = performance.now()
    if (live()) store.patch({ ...(isDue ? { received, outcomes } : {}), run: { ...store.get().run, ...run } })
    run = {}
  }

  function soon(): void {
    const wait = shownAt + showEvery(received.count) - performance.now()
    if (wait <= 0) now()
    else timer ??= setTimeout(now, wait)
  }

  return {
    frame(frame: StreamFrame): void {
      received = received.with(frame)
      isDue = true
      soon()
    },
    trace(event: Exclude<TraceEvent, { type: 'state' }>): void {
      outcomes = outcomes.with(event)
      isDue = true
      soon()
    },
    run(fields: Partial<Run>): void {
      run = fields
      soon()
    },
    /** @param isAll nothing more comes: also nothing at all is a result */
    settled(fields: Partial<Run>, isAll = true): void {
      run = fields
      isDue ||= isAll
      now()
    },
  }
}
