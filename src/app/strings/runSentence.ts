import { stepsOn } from '../../workspace/workspace.ts'
import type { SessionState } from '../session/state.ts'
import { t } from './en.ts'

/**
 * One sentence for the run that has settled or ended (ux 22.3).
 * @param changed how many records of the topic became others; null while that is being counted
 */
export function runSentence(state: SessionState, changed: number | null): string {
  const { topic, received, outcomes, run, workspace } = state
  const sent = received.count
  const error = received.errors.at(-1)
  if (run.state === 'killed' || run.state === 'timeout') return t.runStopped(sent)
  if (error !== undefined) {
    const place = error.error.record
    return place === null ? t.runFailed(sent) : t.runPartial(sent, place.offset, outcomes.unprocessed)
  }
  const { dropped } = outcomes
  const [step] = outcomes.droppedIn
  const name = step === undefined ? undefined : stepsOn(workspace.consumer.chain)[step]?.name
  if (outcomes.droppedIn.length === 1 && name !== undefined) return t.runDropped(topic.count, sent, dropped, name)
  return t.runFinished({ into: topic.count, sent, changed, dropped, errors: 0 }, workspace.consumer.name)
}

/** Whether the sentence says how many records changed. */
export function saysChanged({ received, outcomes, run }: SessionState): boolean {
  const stopped = run.state === 'killed' || run.state === 'timeout'
  return !stopped && received.errors.length === 0 && outcomes.droppedIn.length !== 1
}
