import { RoundRobin } from '../../protocol/partitioner.ts'
import { DEMO_TOPIC } from '../../workspace/workspace.ts'
import { toBatches } from '../produce/toBatches.ts'
import { type Context, editWorkspace } from './context.ts'
import { fetchDataSet } from './dataSet.ts'
import type { Shown } from './topicControl.ts'

/** Puts the demo's topic in its place: the twelve records of `accounts` in one batch. */
export async function resetDemoTopic(context: Context, shown: Shown): Promise<void> {
  const { store } = context
  const spu = await context.spu
  const batches = toBatches(await fetchDataSet(DEMO_TOPIC), 1, new RoundRobin())
  const content = [Array.from(batches, ({ batch }) => batch)]
  const exists = store.get().topics.some(({ name }) => name === DEMO_TOPIC)
  if (!exists) await spu.createTopic(DEMO_TOPIC, 1)
  const info = await spu.replaceTopic(DEMO_TOPIC, content)
  editWorkspace(context, (now) => ({ ...now, topic: DEMO_TOPIC }))
  shown.reopen(info, false)
}
