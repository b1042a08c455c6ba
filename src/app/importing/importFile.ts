import type { Bytes } from '../../protocol/bytes.ts'
import { RoundRobin } from '../../protocol/partitioner.ts'
import type { Spu, TopicInfo } from '../../spu/spu.ts'
import { produceAll } from '../produce/produceAll.ts'
import { type Context, say } from '../session/context.ts'
import type { Shown } from '../session/topicControl.ts'
import { workTexts } from '../strings/en/work.ts'
import { t } from '../strings/en.ts'
import { startWork } from '../work/startWork.ts'
import { openFile, readRecords } from './recordsReader.ts'

/** Read at once when a topic is put back. */
const READ_BYTES = 1024 * 1024

/**
 * Appends the records of a file to the topic that is open, with progress and Stop. Undo takes all of them back. A file
 * that cannot be read leaves the topic as it was; what was stored before another failure stays.
 */
export async function importFile(context: Context, shown: Shown, file: File): Promise<void> {
  const { topics, workspace } = context.store.get()
  const info = topics.find(({ name }) => name === workspace.topic)
  if (!info) return
  try {
    const spu = await context.spu
    // Its ends now are where Undo goes back to.
    const before = (await spu.listTopics()).find(({ name }) => name === info.name) ?? info
    await append(context, shown, spu, before, file)
  } catch (error) {
    context.fail('import', error)
  }
}

async function append(context: Context, shown: Shown, spu: Spu, info: TopicInfo, file: File): Promise<void> {
  const work = startWork(context.store, workTexts.importing(file.name, info.name))
  const notes: string[] = []
  let stored = 0
  const onRead = (bytes: number) => {
    const detail =
      stored === 0 ? workTexts.checking(bytes, file.size) : workTexts.importingDetail(stored, bytes, file.size)
    work.progress(bytes / file.size, detail)
  }
  const end = await produceAll(
    { spu, topic: info.name, partitions: info.partitions.length, turns: new RoundRobin() },
    readRecords(openFile(file, onRead, work.signal), notes),
    ({ records }) => {
      stored = records
    },
    work.signal,
  )
  work.end()
  if (end.end === 'failed') context.fail('import', end.error)
  await shown.refresh()
  if (end.end === 'failed' && end.records === 0) return
  const what = {
    all: t.imported(end.records, file.name, info.name),
    stopped: workTexts.importStopped(end.records, file.name, info.name),
    failed: workTexts.keptAfterFailure(end.records, info.name),
  }[end.end]
  const text = [what, ...(end.end === 'all' ? notes : [])].join(' ')
  say(context, text)
  if (end.records === 0) return
  const undo = async () => {
    await spu.replaceTopic(info.name, await contentOf(spu, info))
    await shown.refresh()
    shown.pick(info.name)
  }
  context.store.patch({ undo: { text, undo } })
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
