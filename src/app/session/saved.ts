import { parseWorkspace, serializeWorkspace } from '../../workspace/savedWorkspace.ts'
import type { Store } from '../store.ts'
import type { SessionState } from './state.ts'

const KEY = 'playground.workspace'
const SAVE_AFTER_MS = 200

/** The saved workspace of this browser, or the first one. Storage that is blocked counts as empty. */
export function loadWorkspace() {
  try {
    return parseWorkspace(localStorage.getItem(KEY))
  } catch {
    return parseWorkspace(null)
  }
}

/** Saves the workspace soon after each change, and at once when the page goes away. */
export function saveOnChange(store: Store<SessionState>): void {
  let saved = store.get().workspace
  let timer: ReturnType<typeof setTimeout> | undefined
  const save = () => {
    clearTimeout(timer)
    timer = undefined
    const { workspace } = store.get()
    if (workspace === saved) return
    saved = workspace
    try {
      localStorage.setItem(KEY, serializeWorkspace(workspace))
    } catch {
      // Blocked or full: the page works on, and the storage notice of the session already says so.
    }
  }
  store.subscribe(() => {
    if (store.get().workspace !== saved && timer === undefined) timer = setTimeout(save, SAVE_AFTER_MS)
  })
  addEventListener('pagehide', save)
  document.addEventListener('visibilitychange', save)
}
