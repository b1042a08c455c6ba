import { RoundRobin } from '../../protocol/partitioner.ts'
import { type ProduceEnd, produceAll } from '../produce/produceAll.ts'
import type { NewRecord } from '../produce/toBatches.ts'
import { type Context, say } from '../session/context.ts'
import type { TopicControl } from '../session/topicControl.ts'
import { workTexts } from '../strings/en/work.ts'
import { startWork } from '../work/startWork.ts'
import { accountRecords } from './accountsGenerator.ts'

/** How many records to make, and what their keys are. */
export interface Generated {
  readonly count: number
  readonly key: 'none' | 'account_id'
}

/** A batch is full after so many records, or bytes. */
const BATCH = { records: 1000, bytes: 900_000 }
/** Made at once: under a millisecond, and a few before the browser has compiled it. */
const PIECE = 100

/**
 * Makes a topic of generated accounts and opens it; its records come while the page goes on, with progress and Stop.
 * Without keys they go to the partitions in turn, with keys where Fluvio's partitioner sends them.
 * @returns the error's text when the topic cannot be made, else null, as soon as it is there
 */
export async function generateTopic(
  context: Context,
  topics: TopicControl,
  name: string,
  partitions: number,
  generated: Generated,
): Promise<string | null> {
  const failed = await topics.create(name, partitions, [])
  if (failed !== null) return failed
  void fill(context, topics, name, partitions, generated)
  return null
}

async function fill(
  context: Context,
  topics: TopicControl,
  topic: string,
  partitions: number,
  { count, key }: Generated,
): Promise<void> {
  const work = startWork(context.store, workTexts.making(topic))
  say(context, `${workTexts.making(topic)}…`)
  const to = { spu: await context.spu, topic, partitions, turns: new RoundRobin() }
  const end = await produceAll(
    to,
    pieces(count, key),
    ({ records, bytes }) => work.progress(records / count, workTexts.makingDetail(records, count, bytes)),
    work.signal,
    BATCH,
  )
  work.end()
  if (end.end === 'failed') context.fail('produce', end.error)
  say(context, sentence(end, count, topic))
  await topics.refresh().catch((error) => context.fail('listTopics', error))
}

function sentence(end: ProduceEnd, count: number, topic: string): string {
  if (end.end === 'failed') return workTexts.keptAfterFailure(end.records, topic)
  return end.end === 'all' ? workTexts.made(end.records, topic) : workTexts.makingStopped(end.records, count, topic)
}

function* pieces(count: number, key: Generated['key']): Generator<NewRecord[], void> {
  let piece: NewRecord[] = []
  for (const record of accountRecords(count, key)) {
    piece.push(record)
    if (piece.length < PIECE) continue
    yield piece
    piece = []
  }
  yield piece
}
