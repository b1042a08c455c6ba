import type { Bytes } from '../../protocol/bytes.ts'
import { RoundRobin } from '../../protocol/partitioner.ts'
import { isSpuError, type ObservedBatch, type Spu, type TopicContent, type TopicInfo } from '../../spu/spu.ts'
import { DEMO_TOPIC } from '../../workspace/workspace.ts'
import { readRecordsJsonl } from '../importing/recordsJsonl.ts'
import { produceAll } from '../produce/produceAll.ts'
import { type NewRecord, toBatches } from '../produce/toBatches.ts'
import { t } from '../strings/en.ts'
import { TopicRecords } from '../topic/topicRecords.ts'
import { type Context, editWorkspace, say } from './context.ts'
import { fetchOwn } from './library.ts'
import type { RunControl } from './runControl.ts'
import type { Place } from './state.ts'

/** Batches that are observed faster than this (ms) are shown together. */
const SHOW_EVERY_MS = 50
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
  /** puts a topic with this content in the place of one, and opens it */
  replace(name: string, content: TopicContent): Promise<void>
  edit(place: Place, key: Bytes | null, value: Bytes): Promise<void>
  /** the demo's topic as it was at the first visit */
  resetDemoTopic(): Promise<void>
  undoReset(): Promise<void>
  refresh(): Promise<void>
}

export function createTopicControl(context: Context, run: RunControl): TopicControl {
  const { store } = context
  let watching: AbortController | null = null
  const turns = new RoundRobin()

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
      if (keepShown && records.count < shownBefore && shownAt - began < KEEP_SHOWN_MS) return
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
          timer ??= setTimeout(show, shownAt + SHOW_EVERY_MS - performance.now())
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

  async function append(spu: Spu, topic: string, partitions: number, records: readonly NewRecord[]): Promise<void> {
    const end = await produceAll({ spu, topic, partitions, turns }, [records], () => {}, new AbortController().signal)
    if (end.end === 'failed') throw end.error
  }

  async function createWith(spu: Spu, name: string, partitions: number, records: readonly NewRecord[]): Promise<void> {
    await spu.createTopic(name, partitions)
    await append(spu, name, partitions, records)
    await refresh()
  }

  function pick(name: string): void {
    editWorkspace(context, (workspace) => ({ ...workspace, topic: name }))
    void watch(name, false)
    run.changed('now')
  }

  const control: TopicControl = {
    pick,
    refresh,
    async create(name, partitions, records) {
      try {
        await createWith(await context.spu, name, partitions, records)
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        if (!isSpuError(error)) return message
        const { errorSentence } = await import('../strings/errors.ts')
        return errorSentence({ code: error.code, message, details: error.details, topic: name })
      }
      pick(name)
      say(context, t.topicCreated(name))
      return null
    },
    async remove(name) {
      try {
        await (await context.spu).deleteTopic(name)
        await refresh()
        say(context, t.topicDeleted(name))
        if (store.get().workspace.topic !== name) return
        const next = store.get().topics[0]
        if (next) pick(next.name)
        else {
          watching?.abort()
          store.patch({ topic: TopicRecords.none(1), topicLoaded: true })
        }
      } catch (error) {
        context.fail('deleteTopic', error)
      }
    },
    async produce(records) {
      const { topics, workspace } = store.get()
      const info = topics.find(({ name }) => name === workspace.topic)
      if (!info) return false
      try {
        await append(await context.spu, info.name, info.partitions.length, records)
        await refresh()
        say(context, t.produced(records.length, info.name))
        return true
      } catch (error) {
        context.fail('produce', error)
        return false
      }
    },
    async importFile(file) {
      const { importFile } = await import('../importing/importFile.ts')
      await importFile(context, control, file)
    },
    async replace(name, content) {
      updateTopic(await (await context.spu).replaceTopic(name, content))
      pick(name)
    },
    async edit(place, key, value) {
      const { workspace } = store.get()
      try {
        const info = await (await context.spu).editRecord(workspace.topic, place.partition, place.offset, key, value)
        updateTopic(info)
        void watch(info.name, true)
        run.changed('now')
      } catch (error) {
        context.fail('edit', error)
      }
    },
    async resetDemoTopic() {
      const spu = await context.spu
      const content = await demoContent()
      const exists = store.get().topics.some(({ name }) => name === DEMO_TOPIC)
      if (!exists) await spu.createTopic(DEMO_TOPIC, 1)
      const info = await spu.replaceTopic(DEMO_TOPIC, content)
      updateTopic(info)
      editWorkspace(context, (now) => ({ ...now, topic: DEMO_TOPIC }))
      void watch(DEMO_TOPIC, false)
      run.changed('now')
    },
    async undoReset() {
      updateTopic(await (await context.spu).restoreTopic(DEMO_TOPIC))
    },
  }
  return control
}

/** The records of a data set that came with the page. */
export async function fetchDataSet(name: string): Promise<NewRecord[]> {
  const path = `data/${name}.records.jsonl`
  const response = await fetchOwn(path)
  return readRecordsJsonl(new Uint8Array(await response.arrayBuffer())).records
}

/** The demo's topic: the twelve records of `accounts` in one batch. */
async function demoContent(): Promise<Bytes[][]> {
  return [Array.from(toBatches(await fetchDataSet(DEMO_TOPIC), 1, new RoundRobin()), ({ batch }) => batch)]
}

/** The first record, in the order of the table. */
function firstOf(topic: TopicRecords): Place | null {
  for (let partition = 0; partition < topic.partitions; partition++) {
    const first = topic.batchesOf(partition).at(0)
    if (first !== undefined) return { partition, offset: topic.offsetOf(first, 0) }
  }
  return null
}
