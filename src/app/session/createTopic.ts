import { type Generated, generateTopic } from '../generate/generateTopic.ts'
import { type Context, editWorkspace } from './context.ts'
import { fetchDataSet } from './dataSet.ts'
import type { TopicControl } from './topicControl.ts'

/** What a new topic begins with. */
export type TopicStart =
  | { readonly kind: 'empty' }
  /** name of a data set of the library */
  | { readonly kind: 'data set'; readonly name: string }
  | ({ readonly kind: 'generated' } & Generated)

/**
 * Creates a topic and opens it. What came with the page or was generated is remembered as synthetic.
 * @returns the error's text when it is not possible, else null
 */
export async function createTopic(
  context: Context,
  topics: TopicControl,
  name: string,
  partitions: number,
  start: TopicStart,
): Promise<string | null> {
  const failed = await create(context, topics, name, partitions, start)
  if (failed !== null) return failed
  editWorkspace(context, (workspace) => {
    const others = workspace.synthetic.filter((topic) => topic !== name)
    return { ...workspace, synthetic: start.kind === 'empty' ? others : [...others, name] }
  })
  return null
}

async function create(
  context: Context,
  topics: TopicControl,
  name: string,
  partitions: number,
  start: TopicStart,
): Promise<string | null> {
  if (start.kind === 'empty') return topics.create(name, partitions, [])
  if (start.kind === 'generated') return generateTopic(context, topics, name, partitions, start)
  const listed = context.store.get().library.topics.find((dataSet) => dataSet.name === start.name)
  if (listed?.generated) {
    return generateTopic(context, topics, name, partitions, { count: listed.records, key: 'none' })
  }
  return topics.create(name, partitions, await fetchDataSet(start.name))
}
