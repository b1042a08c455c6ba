import type { Bytes } from '../../protocol/bytes.ts'
import { RoundRobin } from '../../protocol/partitioner.ts'
import { isSpuError, type Spu, type TopicInfo } from '../../spu/spu.ts'
import { transfer } from '../../wire/transfer.ts'
import { DEMO_TOPIC } from '../../workspace/workspace.ts'
import { InFlight } from '../produce/inFlight.ts'
import { type NewRecord, toBatches } from '../produce/toBatches.ts'
import { createSlices } from '../slices.ts'
import { t } from '../strings/en.ts'
import { type Context, editWorkspace, say } from './context.ts'
import { fetchDataSet } from './dataSet.ts'
import type { Shown, TopicControl } from './topicControl.ts'

/** Batches of one import that may be on their way to the SPU at once; it stores them in order. */
const ON_THEIR_WAY = 16
/** Read at once when a topic is put back. */
const READ_BYTES = 1024 * 1024

/** Records without a key take turns through all that is produced on this page. */
const turns = new RoundRobin()

type TopicActions = Pick<TopicControl, 'create' | 'remove' | 'produce' | 'importFile' | 'edit' | 'resetDemoTopic'>

/** What changes topics. */
export function createTopicActions(context: Context, shown: Shown): TopicActions {
  const { store } = context

  async function append(spu: Spu, topic: string, partitions: number, records: readonly NewRecord[]): Promise<void> {
    const answers = new InFlight(ON_THEIR_WAY)
    const pause = createSlices()
    for (const { partition, batch } of toBatches(records, partitions, turns)) {
      await answers.send(() => spu.produce(topic, partition, transfer(batch, [batch])))
      await pause()
    }
    await answers.all()
  }

  async function createWith(spu: Spu, name: string, partitions: number, records: readonly NewRecord[]): Promise<void> {
    await spu.createTopic(name, partitions)
    await append(spu, name, partitions, records)
    await shown.refresh()
  }

  return {
    async create(name, partitions, records) {
      try {
        await createWith(await context.spu, name, partitions, records)
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        if (!isSpuError(error)) return message
        const { errorSentence } = await import('../strings/errors.ts')
        return errorSentence({ code: error.code, message, details: error.details, topic: name })
      }
      shown.pick(name)
      say(context, t.topicCreated(name))
      return null
    },
    async remove(name) {
      try {
        await (await context.spu).deleteTopic(name)
        await shown.refresh()
        say(context, t.topicDeleted(name))
        if (store.get().workspace.topic !== name) return
        const next = store.get().topics[0]
        if (next) shown.pick(next.name)
        else shown.clear()
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
        await shown.refresh()
        say(context, t.produced(records.length, info.name))
        return true
      } catch (error) {
        context.fail('produce', error)
        return false
      }
    },
    async importFile(file) {
      const { topics, workspace } = store.get()
      const info = topics.find(({ name }) => name === workspace.topic)
      if (!info) return
      try {
        const { readFile } = await import('../importing/readRecordsFile.ts')
        const { records, notes } = await readFile(file)
        const spu = await context.spu
        const before = (await spu.listTopics()).find(({ name }) => name === info.name) ?? info
        await append(spu, info.name, info.partitions.length, records)
        await shown.refresh()
        const text = [t.imported(records.length, file.name, info.name), ...notes].join(' ')
        say(context, text)
        store.patch({
          undo: {
            text,
            undo: async () => shown.reopen(await spu.replaceTopic(info.name, await contentOf(spu, before)), false),
          },
        })
      } catch (error) {
        context.fail('import', error)
      }
    },
    async edit(place, key, value) {
      const { workspace } = store.get()
      try {
        const info = await (await context.spu).editRecord(workspace.topic, place.partition, place.offset, key, value)
        shown.reopen(info, true)
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
      editWorkspace(context, (now) => ({ ...now, topic: DEMO_TOPIC }))
      shown.reopen(info, false)
    },
  }
}

/** The demo's topic: the twelve records of `accounts` in one batch. */
async function demoContent(): Promise<Bytes[][]> {
  return [Array.from(toBatches(await fetchDataSet(DEMO_TOPIC), 1, new RoundRobin()), ({ batch }) => batch)]
}

/** All batches of a topic up to the ends it had. */
async function contentOf(spu: Spu, { name, partitions }: TopicInfo): Promise<Bytes[][]> {
  const content: Bytes[][] = []
  for (const { partition, endOffset } of partitions) {
    const batches: Bytes[] = []
    for (let offset = 0; offset < endOffset; ) {
      const read = await spu.readBatches(name, partition, offset, READ_BYTES)
      const kept = read.filter(({ baseOffset }) => baseOffset < endOffset)
      batches.push(...kept.map(({ batch }) => batch))
      offset = (kept.at(-1)?.lastOffset ?? endOffset) + 1
    }
    content[partition] = batches
  }
  return content
}
