import type { Spu } from '../../spu/spu.ts'
import type { Workspace } from '../../workspace/workspace.ts'
import type { Store } from '../store.ts'
import type { SessionState } from './state.ts'

/** What the parts of a session share. */
export interface Context {
  readonly store: Store<SessionState>
  /** the SPU behind the network wall; rejects while it is being started for the first time and failed */
  readonly spu: Promise<Spu>
  /** shows an error that belongs to no file and no run */
  fail(what: string, error: unknown): void
}

/** Changes the workspace, which is saved. */
export function editWorkspace({ store }: Context, edit: (workspace: Workspace) => Workspace): void {
  store.patch({ workspace: edit(store.get().workspace) })
}

/** Says one sentence in the status region. */
export function say({ store }: Context, status: string): void {
  store.patch({ status })
}
