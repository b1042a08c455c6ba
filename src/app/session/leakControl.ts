import type { ReceivedError } from '../consume/received.ts'
import { afterSearch } from '../leak/leakState.ts'
import type { SearchedError } from '../leak/search.ts'
import type { Store } from '../store.ts'
import type { SessionState } from './state.ts'

/** A run that may still bring records. */
const BEFORE_FRAMES: readonly SessionState['run']['state'][] = ['off', 'starting', 'running']

/** Changes that come together are searched together. */
const SEARCH_AFTER_MS = 20

/** Keeps the leak check's result in step with both sides and with the pattern. */
export function createLeakControl(store: Store<SessionState>): void {
  /** Loads with the first records on screen: they come first. */
  const load = async () => {
    const { startLeakCheck } = await import('../leak/leakCheck.ts')
    return startLeakCheck((source, outcome) => store.patch({ leak: afterSearch(store.get().leak, source, outcome) }))
  }
  let client: ReturnType<typeof load> | null = null
  let searched: readonly unknown[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  function search(): void {
    timer = undefined
    const { workspace, topic, received } = store.get()
    searched = [workspace.leakPattern, topic, received]
    const consumer = { batches: received, errors: received.errors.map(searchedError) }
    client ??= load()
    void client.then(({ search: start }) => start(workspace.leakPattern, { batches: topic, errors: [] }, consumer))
  }

  store.subscribe(() => {
    const { workspace, topic, received, leak, topicLoaded, run } = store.get()
    const waits = received.frames === 0 && (!topicLoaded || (client === null && BEFORE_FRAMES.includes(run.state)))
    if (waits) return
    if (searched[0] === workspace.leakPattern && searched[1] === topic && searched[2] === received) return
    if (searched[0] !== workspace.leakPattern && leak.kind !== 'searching') {
      searched = [workspace.leakPattern]
      store.patch({ leak: { kind: 'searching', progress: null, last: leak.last } })
    }
    if (timer === undefined) timer = setTimeout(search, SEARCH_AFTER_MS)
  })
}

function searchedError({ partition, error }: ReceivedError): SearchedError {
  return {
    partition,
    offset: error.record?.offset ?? null,
    hint: error.record?.hint ?? error.text,
    key: error.record?.key ?? null,
    value: error.record?.value ?? null,
  }
}
