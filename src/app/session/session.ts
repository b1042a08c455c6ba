import { isEngineError } from '../../smartengine/engineError.ts'
import { isSpuError, type Spu } from '../../spu/spu.ts'
import {
  type Answers,
  DEMO_MODULE,
  DEMO_TOPIC,
  firstWorkspace,
  type Theme,
  type Transform,
} from '../../workspace/workspace.ts'
import { afterPaint } from '../afterPaint.ts'
import type { RowFilter } from '../filter/rowFilter.ts'
import { ImportError } from '../importing/importedRecord.ts'
import { createStore, type Store } from '../store.ts'
import { t } from '../strings/en.ts'
import { type Context, editWorkspace, say } from './context.ts'
import type { TopicStart } from './createTopic.ts'
import { createDropControl, type DropControl } from './dropControl.ts'
import { createLeakControl } from './leakControl.ts'
import { type BuiltIn, fetchLibrary, type LibraryModule } from './library.ts'
import { createModuleControl, type ModuleControl } from './moduleControl.ts'
import { createRunControl, type RunControl } from './runControl.ts'
import { loadWorkspace, saveOnChange } from './saved.ts'
import { initialState, type Place, type SessionState } from './state.ts'
import { createTopicControl, type TopicControl } from './topicControl.ts'

/** Everything the page can do, and what there is to see. React components get this and nothing else. */
export interface Session {
  readonly store: Store<SessionState>
  readonly run: RunControl
  readonly topics: TopicControl
  readonly modules: ModuleControl
  readonly drops: DropControl
  /** @returns the error's text when the topic is not possible, else null */
  createTopic(name: string, partitions: number, start: TopicStart): Promise<string | null>
  setFilter(filter: RowFilter | null): void
  say(sentence: string): void
  fail(what: string, error: unknown): void
  setPattern(pattern: string): void
  setTheme(theme: Theme): void
  setRunOnChange(on: boolean): void
  /** how the consumer's streams are answered; its stream starts again */
  setAnswers(answers: Answers): void
  setCurtain(closed: boolean): void
  select(place: Place | null): void
  closeHint(hint: string): void
  dismissRefusal(fileName: string): void
  undo(): Promise<void>
  dismissUndo(): void
  resetDemo(): Promise<void>
  /** a built-in on the data set it is made for: opens its topic, and makes it the chain. Can be undone. */
  openExample(module: LibraryModule, topic: string, params: Readonly<Record<string, string>>): Promise<void>
  restartEngine(): void
}

/** How the page reaches the SPU; see network/spuClient.ts. */
export interface Engine {
  readonly spu: Spu
  readonly storage: Promise<{ kind: 'indexeddb' | 'memory'; reason?: string }>
  onDied(listener: () => void): void
  restart(): void
}

/** Starts a session: opens what was open, and on a first visit runs the demo of the post. */
export function createSession(connect: () => Promise<Engine>): Session {
  const { workspace, damaged } = loadWorkspace()
  const store = createStore(initialState(workspace))
  const engine = connect()
  const context: Context = {
    store,
    spu: engine.then(({ spu }) => spu),
    fail(what, error) {
      const message = error instanceof Error ? error.message : String(error)
      const refusal =
        isEngineError(error) || isSpuError(error)
          ? { code: error.code, message, details: error.details }
          : error instanceof ImportError
            ? { code: error.code, message, details: {} }
            : { code: 'E_UNEXPECTED', message: `${what}: ${message}`, details: {} }
      const others = store.get().refusals.filter(({ fileName }) => fileName !== '')
      store.patch({ refusals: [...others, { ...refusal, fileName: '', file: null }] })
    },
  }
  const run = createRunControl(context)
  const topics = createTopicControl(context, run)
  const modules = createModuleControl(context, run)
  const drops = createDropControl(modules, topics)
  createLeakControl(store)
  saveOnChange(store)
  applyTheme(workspace.theme)

  void boot().catch((error) => context.fail('start', error))

  async function boot(): Promise<void> {
    const connected = await engine
    connected.onDied(() => {
      store.patch({ engine: 'died', run: { ...store.get().run, state: 'failed', overdue: null } })
      say(context, t.engineDied.title)
    })
    const spu = await context.spu
    const [stored, known] = await Promise.all([spu.listTopics(), spu.listSmartModules()])
    store.patch({ topics: stored, modules: known, engine: 'ready' })
    void connected.storage.then(({ kind, reason }) => {
      if (kind === 'memory') store.patch({ memoryOnly: reason ?? '' })
    })
    const { chain } = store.get().workspace.consumer
    const usable = chain.length > 0 && chain.every((step) => known.some(({ sha256 }) => sha256 === step.sha256))
    if (stored.length === 0 && !usable) {
      // A first visit, or storage that was cleared. The catalogue can wait, the demo cannot.
      await resetToDemo()
      await firstResult(store)
      await loadLibrary()
    } else {
      await loadLibrary()
      await reopen()
    }
    if (damaged) say(context, t.workspaceDamaged)
  }

  async function loadLibrary(): Promise<void> {
    try {
      store.patch({ library: await fetchLibrary() })
    } catch (error) {
      context.fail('fetchLibrary', error)
    }
  }

  /** What was open before a reload: the topic, and the chain with the modules that are still known. */
  async function reopen(): Promise<void> {
    await loadMissingBuiltIns()
    const { topics: stored, workspace: saved } = store.get()
    const [first] = stored
    if (first) topics.pick(stored.some(({ name }) => name === saved.topic) ? saved.topic : first.name)
    else store.patch({ topicLoaded: true })
  }

  /** A new release may ship another build of a built-in; modules of the user's come from storage only. */
  async function loadMissingBuiltIns(): Promise<void> {
    const { library, workspace: saved } = store.get()
    const chain = await Promise.all(
      saved.consumer.chain.map(async (transform) => {
        const module = library.modules.find(({ name }) => name === transform.name)
        if (transform.origin !== 'built in' || !module) return transform
        const { sha256 } = await modules.loadBuiltIn(module)
        return { ...transform, sha256 }
      }),
    )
    editWorkspace(context, (now) => ({ ...now, consumer: { ...now.consumer, chain } }))
  }

  async function resetToDemo(): Promise<void> {
    const listed = store.get().library.modules.find(({ name }) => name === DEMO_MODULE.name)
    const info = await modules.loadBuiltIn(listed ?? DEMO_MODULE)
    const demo = firstWorkspace()
    editWorkspace(context, (now) => ({
      ...now,
      topic: demo.topic,
      leakPattern: demo.leakPattern,
      consumer: { ...now.consumer, chain: [stepOf(DEMO_MODULE, info.sha256, {})] },
    }))
    await topics.resetDemoTopic()
  }

  async function createTopic(name: string, partitions: number, start: TopicStart): Promise<string | null> {
    const create = await import('./createTopic.ts')
    return create.createTopic(context, topics, name, partitions, start)
  }

  return {
    store,
    run,
    topics,
    modules,
    drops,
    createTopic,
    setFilter: (filter) => store.patch({ filter }),
    say: (sentence) => say(context, sentence),
    fail: context.fail,
    setPattern(leakPattern) {
      editWorkspace(context, (now) => ({ ...now, leakPattern }))
    },
    setTheme(theme) {
      editWorkspace(context, (now) => ({ ...now, theme }))
      applyTheme(theme)
    },
    setRunOnChange(runOnChange) {
      editWorkspace(context, (now) => ({ ...now, runOnChange }))
      if (runOnChange && store.get().runPending) run.changed('now')
    },
    setAnswers(answers) {
      editWorkspace(context, (now) => ({ ...now, consumer: { ...now.consumer, answers } }))
      run.changed('now')
    },
    setCurtain(curtain) {
      store.patch({ curtain, status: curtain ? t.curtainClosed(store.get().workspace.consumer.name) : t.curtainOpened })
    },
    select: (selected) => store.patch({ selected }),
    closeHint(hint) {
      editWorkspace(context, (now) => ({ ...now, hintsClosed: [...now.hintsClosed, hint] }))
    },
    dismissRefusal(fileName) {
      store.patch({ refusals: store.get().refusals.filter((refusal) => refusal.fileName !== fileName) })
    },
    async undo() {
      const { undo } = store.get()
      store.patch({ undo: null })
      try {
        await undo?.undo()
        say(context, t.undone)
      } catch (error) {
        context.fail('undo', error)
      }
    },
    dismissUndo: () => store.patch({ undo: null }),
    async resetDemo() {
      const before = store.get().workspace
      const replacesDemo = store.get().topics.some(({ name }) => name === DEMO_TOPIC)
      try {
        await resetToDemo()
      } catch (error) {
        context.fail('reset', error)
        return
      }
      store.patch({
        undo: {
          text: t.reset,
          undo: async () => {
            if (replacesDemo) await topics.undoReset()
            editWorkspace(context, () => before)
            topics.pick(before.topic)
          },
        },
      })
      say(context, t.reset)
    },
    async openExample(module, topic, params) {
      const before = store.get().workspace
      try {
        const info = await modules.loadBuiltIn(module)
        editWorkspace(context, (now) => ({
          ...now,
          topic,
          consumer: { ...now.consumer, chain: [stepOf(module, info.sha256, params)] },
        }))
        if (store.get().topics.some(({ name }) => name === topic)) topics.pick(topic)
        else await createTopic(topic, 1, { kind: 'data set', name: topic })
        const undo = async () => {
          editWorkspace(context, () => before)
          topics.pick(before.topic)
        }
        store.patch({ undo: { text: t.exampleOpened(module.name, topic), undo } })
      } catch (error) {
        context.fail('openExample', error)
      }
    },
    restartEngine() {
      void engine.then((connected) => {
        connected.restart()
        store.patch({ engine: 'ready', refusals: [] })
        topics.pick(store.get().workspace.topic)
      })
    },
  }
}

/** Resolves when the run that was started has shown something, or has ended without. */
function firstResult(store: Store<SessionState>): Promise<void> {
  return new Promise((resolve) => {
    const leave = store.subscribe(() => {
      const { received, run } = store.get()
      if (received.frames === 0 && (run.state === 'starting' || run.state === 'running')) return
      leave()
      afterPaint(resolve)
    })
  })
}

function stepOf(module: BuiltIn, sha256: string, params: Readonly<Record<string, string>>): Transform {
  return {
    id: crypto.randomUUID(),
    name: module.name,
    fileName: module.file,
    sha256,
    origin: 'built in',
    on: true,
    params,
  }
}

function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
