import { RoundRobin } from '../../protocol/partitioner.ts'
import { isSpuError, type Spu } from '../../spu/spu.ts'
import { produceAll } from '../produce/produceAll.ts'
import type { NewRecord } from '../produce/toBatches.ts'
import { t } from '../strings/en.ts'
import { type Context, say } from './context.ts'
import type { Shown, TopicControl } from './topicControl.ts'

/** Records without a key take turns through all that is produced on this page. */
const turns = new RoundRobin()

type TopicActions = Pick<TopicControl, 'create' | 'remove' | 'produce' | 'importFile' | 'edit'>

/** What changes topics. */
export function createTopicActions(context: Context, shown: Shown): TopicActions {
  const { store } = context

  async function append(spu: Spu, topic: string, partitions: number, records: readonly NewRecord[]): Promise<void> {
    const end = await produceAll({ spu, topic, partitions, turns }, [records], () => {}, new AbortController().signal)
    if (end.end === 'failed') throw end.error
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
      const { importFile } = await import('../importing/importFile.ts')
      await importFile(context, shown, file)
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
  }
}
