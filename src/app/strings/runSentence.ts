import { stepsOn } from '../../workspace/workspace.ts'
import { errorPlaceOf } from '../rows/errorPlace.ts'
import { pairRows } from '../rows/pairRows.ts'
import type { SessionState } from '../session/state.ts'
import { t } from './en.ts'

/** One sentence for the run that has settled or ended (ux 22.3). */
export function runSentence({ topic, received, outcomes, run, workspace }: SessionState): string {
  const sent = received.count
  const error = received.errors.at(-1)
  if (run.state === 'killed' || run.state === 'timeout') return t.runStopped(sent)
  if (error !== undefined) {
    const place = error.error.record
    if (place === null) return t.runFailed(sent)
    const rows = pairRows(topic, received, outcomes, (each) => errorPlaceOf(each, run.narrowed))
    const rest = rows.filter(({ stored, outcome }) => stored !== null && outcome?.kind === 'unprocessed').length
    return t.runPartial(sent, place.offset, rest)
  }
  const rows = pairRows(topic, received, outcomes, () => null)
  const dropped = rows.filter(({ stored, outcome }) => stored !== null && outcome?.kind === 'dropped')
  const steps = new Set(dropped.map(({ outcome }) => (outcome?.kind === 'dropped' ? outcome.step : -1)))
  const [step] = steps
  const name = step === undefined ? undefined : stepsOn(workspace.consumer.chain)[step]?.name
  if (steps.size === 1 && name !== undefined) return t.runDropped(topic.count, sent, dropped.length, name)
  const changed = rows.filter((row) => row.stored !== null && row.changed).length
  return t.runFinished(
    { into: topic.count, sent, changed, dropped: dropped.length, errors: 0 },
    workspace.consumer.name,
  )
}
