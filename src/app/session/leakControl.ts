import type { Received } from '../consume/received.ts'
import { createLeakClient } from '../leak/leakClient.ts'
import { afterSearch } from '../leak/leakState.ts'
import type { LeakSide } from '../leak/search.ts'
import { startLeakWorker } from '../leak/startLeakWorker.ts'
import type { Store } from '../store.ts'
import type { TopicRecords } from '../topic/topicRecords.ts'
import type { SessionState } from './state.ts'

/** Changes that come together are searched together. */
const SEARCH_AFTER_MS = 20

/** Keeps the leak check's result in step with both sides and with the pattern. */
export function createLeakControl(store: Store<SessionState>): void {
  const client = createLeakClient(startLeakWorker)
  let searched: [string, TopicRecords, Received] | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function search(): Promise<void> {
    timer = undefined
    const { workspace, topic, received } = store.get()
    searched = [workspace.leakPattern, topic, received]
    const outcome = await client.search(workspace.leakPattern, topicSide(topic), consumerSide(received))
    store.patch({ leak: afterSearch(store.get().leak, workspace.leakPattern, outcome) })
  }

  store.subscribe(() => {
    const { workspace, topic, received, leak, topicLoaded } = store.get()
    if (!topicLoaded && received.frames === 0) return
    if (searched?.[0] === workspace.leakPattern && searched[1] === topic && searched[2] === received) return
    if (searched?.[0] !== workspace.leakPattern && leak.kind !== 'searching') {
      searched = [workspace.leakPattern, topic, received]
      store.patch({ leak: { kind: 'searching', last: leak.last } })
    }
    if (timer === undefined) timer = setTimeout(() => void search(), SEARCH_AFTER_MS)
  })
}

function topicSide(topic: TopicRecords): LeakSide {
  return { records: topic.partitions.flat(), errors: [] }
}

function consumerSide(received: Received): LeakSide {
  return {
    records: received.records(),
    errors: received.errors.map(({ partition, error }) => ({
      partition,
      offset: error.record?.offset ?? null,
      hint: error.record?.hint ?? error.text,
      key: error.record?.key ?? null,
      value: error.record?.value ?? null,
    })),
  }
}
