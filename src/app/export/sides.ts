import type { SessionState } from '../session/state.ts'
import { exportTexts } from '../strings/en/export.ts'
import type { ExportedSide } from './exportRecords.ts'

/** The topic, as it is stored. */
export function topicSide({ workspace, topic, works }: SessionState): ExportedSide {
  return {
    side: 'topic',
    label: exportTexts.topic(workspace.topic, topic.count),
    fileName: workspace.topic,
    batches: topic,
    errors: [],
    count: topic.count,
    growing: works.length > 0,
  }
}

/** What the consumer received, and nothing else. */
export function consumerSide({ workspace, received, run }: SessionState): ExportedSide {
  return {
    side: 'consumer',
    label: exportTexts.consumer(workspace.consumer.name, received.count, received.errors.length),
    fileName: `${workspace.topic}.${workspace.consumer.name}`,
    batches: received,
    errors: received.errors,
    count: received.count,
    growing: run.state === 'running',
  }
}
