import type { SessionState } from '../session/state.ts'
import type { Store } from '../store.ts'
import type { Work } from './work.ts'

/** Progress is shown so often, ms: more would be work of its own. */
const SHOW_EVERY_MS = 100

export interface StartedWork {
  /** aborts at Stop */
  readonly signal: AbortSignal
  /** @param done from 0 to 1 */
  progress(done: number, detail: string): void
  end(): void
}

/** Shows that something long has begun, with a Stop, until it ends. */
export function startWork(store: Store<SessionState>, title: string): StartedWork {
  const controller = new AbortController()
  let shown: Work = { title, detail: '', done: 0, stop: () => controller.abort() }
  let shownAt = performance.now()
  const replace = (next: Work | null) => {
    const { works } = store.get()
    const others = works.filter((work) => work !== shown)
    store.patch({ works: next === null ? others : works.map((work) => (work === shown ? next : work)) })
    if (next !== null) shown = next
  }
  store.patch({ works: [...store.get().works, shown] })
  return {
    signal: controller.signal,
    progress(done, detail) {
      if (performance.now() - shownAt < SHOW_EVERY_MS) return
      shownAt = performance.now()
      replace({ ...shown, done, detail })
    },
    end: () => replace(null),
  }
}
