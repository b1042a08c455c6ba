import type { Bytes } from '../../protocol/bytes.ts'
import { RoundRobin } from '../../protocol/partitioner.ts'
import type { BatchSource } from '../batches/batchSource.ts'
import { eachBatch } from '../batches/eachBatch.ts'
import { produceAll } from '../produce/produceAll.ts'
import { type Context, say } from '../session/context.ts'
import type { TopicControl } from '../session/topicControl.ts'
import { workTexts } from '../strings/en/work.ts'
import { t } from '../strings/en.ts'
import { startWork } from '../work/startWork.ts'
import { openFile, readRecords } from './recordsReader.ts'

/**
 * Appends the records of a file to the topic that is open, with progress and Stop. Undo takes all of them back. A file
 * that cannot be read leaves the topic as it was; what was stored before another failure stays.
 */
export async function importFile(context: Context, topics: TopicControl, file: File): Promise<void> {
  const { topics: known, workspace, topic: before } = context.store.get()
  const info = known.find(({ name }) => name === workspace.topic)
  if (!info) return
  const work = startWork(context.store, workTexts.importing(file.name, info.name))
  const notes: string[] = []
  let stored = 0
  const onRead = (bytes: number) => {
    const detail =
      stored === 0 ? workTexts.checking(bytes, file.size) : workTexts.importingDetail(stored, bytes, file.size)
    work.progress(bytes / file.size, detail)
  }
  const end = await produceAll(
    { spu: await context.spu, topic: info.name, partitions: info.partitions.length, turns: new RoundRobin() },
    readRecords(openFile(file, onRead, work.signal), notes),
    ({ records }) => {
      stored = records
    },
    work.signal,
  )
  work.end()
  if (end.end === 'failed') context.fail('import', end.error)
  await topics.refresh().catch((error) => context.fail('listTopics', error))
  if (end.end === 'failed' && end.records === 0) return
  const what = {
    all: t.imported(end.records, file.name, info.name),
    stopped: workTexts.importStopped(end.records, file.name, info.name),
    failed: workTexts.keptAfterFailure(end.records, info.name),
  }[end.end]
  const text = [what, ...(end.end === 'all' ? notes : [])].join(' ')
  say(context, text)
  if (end.records === 0) return
  const undo = async () => topics.replace(info.name, await contentOf(before, info.partitions.length))
  context.store.patch({ undo: { text, undo } })
}

/** The batches of a topic, by partition, as they were at that moment. */
async function contentOf(topic: BatchSource, partitions: number): Promise<Bytes[][]> {
  const content: Bytes[][] = Array.from({ length: partitions }, () => [])
  await eachBatch(topic, 0, new AbortController().signal, (batch, { partition }) => {
    content[partition]?.push(batch)
  })
  return content
}
