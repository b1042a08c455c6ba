import type { Bytes } from '../../protocol/bytes.ts'
import type { ObservedBatch, TopicInfo } from '../../spu/spu.ts'
import { DEMO_TOPIC } from '../../workspace/workspace.ts'
import type { NewRecord } from '../produce/toBatches.ts'
import { TopicRecords } from '../topic/topicRecords.ts'
import { type Context, editWorkspace } from './context.ts'
import type { RunControl } from './runControl.ts'
import { showEvery } from './showEvery.ts'
import type { Place } from './state.ts'

/** Of a topic so many bytes are held by the page; what is beyond is read when it is looked at. */
const HELD_BYTES = 8 * 1024 * 1024
/** An edited topic is shown when all of it has been seen again, or after this time (ms). */
const KEEP_SHOWN_MS = 5000

export interface TopicControl {
  /** opens a topic; its consumer starts again there */
  pick(name: string): void
  /** @returns the error's text when the name is not possible, else null */
  create(name: string, partitions: number, records: readonly NewRecord[]): Promise<string | null>
  remove(name: string): Promise<void>
  produce(records: readonly NewRecord[]): Promise<boolean>
  importFile(file: File): Promise<void>
  edit(place: Place, key: Bytes | null, value: Bytes): Promise<void>
  /** the demo's topic as it was at the first visit */
  resetDemoTopic(): Promise<void>
  undoReset(): Promise<void>
  refresh(): Promise<void>
}

/** What the actions of a topic do to what is shown. */
export interface Shown {
  pick(name: string): void
  refresh(): Promise<void>
  /** opens a topic that was made anew: both sides start over */
  reopen(info: TopicInfo, keepShown: boolean): void
  /** shows nothing: there is no topic */
  clear(): void
}

export function createTopicControl(context: Context, run: RunControl): TopicControl {
  const { store } = context
  let watching: AbortController | null = null

  /** Shows a topic's stored records, now and as they come. Starts over when its epoch ends, by an edit for instance. */
  async function watch(name: string, keepShown: boolean): Promise<void> {
    watching?.abort()
    const controller = new AbortController()
    watching = controller
    const partitions = store.get().topics.find((topic) => topic.name === name)?.partitions.length ?? 1
    let records = TopicRecords.none(partitions, async (partition, offset, maxBytes) =>
      (await context.spu).readBatches(name, partition, offset, maxBytes),
    )
    const { count: shownBefore } = store.get().topic
    const began = performance.now()
    if (!keepShown) store.patch({ topic: records, topicLoaded: false, selected: null, filter: null })
    let fresh: ObservedBatch[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    let shownAt = Number.NEGATIVE_INFINITY
    const show = () => {
      timer = undefined
      if (controller.signal.aborted) return
      records = records.with(fresh)
      fresh = []
      shownAt = performance.now()
      if (keepShown && records.count < shownBefore && shownAt - began < KEEP_SHOWN_MS) {
        timer = setTimeout(show, showEvery(records.count))
        return
      }
      // Details have something to show from the first moment on.
      store.patch({ topic: records, topicLoaded: true, selected: store.get().selected ?? firstOf(records) })
    }
    const info = store.get().topics.find((topic) => topic.name === name)
    if (info?.partitions.every(({ endOffset }) => endOffset === 0)) show()
    try {
      const spu = await context.spu
      await spu.observe(
        name,
        (batch) => {
          fresh.push(batch)
          if (timer === undefined) timer = setTimeout(show, shownAt + showEvery(records.count) - performance.now())
        },
        controller.signal,
        HELD_BYTES,
      )
    } catch (error) {
      if (!controller.signal.aborted) context.fail('observe', error)
    }
  }

  async function refresh(): Promise<void> {
    const topics = await (await context.spu).listTopics()
    store.patch({ topics })
  }

  function updateTopic(info: TopicInfo): void {
    const others = store.get().topics.filter(({ name }) => name !== info.name)
    store.patch({ topics: [...others, info].sort((a, b) => a.name.localeCompare(b.name)) })
  }

  function reopen(info: TopicInfo, keepShown: boolean): void {
    updateTopic(info)
    void watch(info.name, keepShown)
    run.changed('now')
  }

  function pick(name: string): void {
    editWorkspace(context, (workspace) => ({ ...workspace, topic: name }))
    void watch(name, false)
    run.changed('now')
  }

  function clear(): void {
    watching?.abort()
    store.patch({ topic: TopicRecords.none(1), topicLoaded: true })
  }

  // What changes a topic loads with the first change.
  const shown: Shown = { pick, refresh, reopen, clear }
  const actions = async () => {
    const { createTopicActions } = await import('./topicActions.ts')
    return createTopicActions(context, shown)
  }

  return {
    pick,
    refresh,
    create: async (name, partitions, records) => (await actions()).create(name, partitions, records),
    remove: async (name) => (await actions()).remove(name),
    produce: async (records) => (await actions()).produce(records),
    importFile: async (file) => (await actions()).importFile(file),
    edit: async (place, key, value) => (await actions()).edit(place, key, value),
    resetDemoTopic: async () => (await import('./demoTopic.ts')).resetDemoTopic(context, shown),
    async undoReset() {
      updateTopic(await (await context.spu).restoreTopic(DEMO_TOPIC))
    },
  }
}

/** The first record, in the order of the table. */
function firstOf(topic: TopicRecords): Place | null {
  for (let partition = 0; partition < topic.partitions; partition++) {
    const first = topic.batchesOf(partition).at(0)
    if (first !== undefined) return { partition, offset: topic.offsetOf(first, 0) }
  }
  return null
}
