import type { ReceivedError } from '../consume/received.ts'
import type { NamedStep } from '../rows/outcomeText.ts'
import { t } from '../strings/en.ts'
import type { ErrorInput } from '../strings/errorContext.ts'
import { utf8Text } from '../text/plain.ts'
import type { TopicRecords } from '../topic/topicRecords.ts'
import type { Place, SessionState } from './state.ts'

/** Something that went wrong, as its card needs it. */
export interface Problem {
  readonly id: string
  readonly input: ErrorInput
  /** a file that was refused: its name, for *Dismiss* */
  readonly refused: string | null
  /** offered when a refused file can be imported as one record */
  readonly file: File | null
  /** the record to go to */
  readonly place: Place | null
  /** id of the transform it is about, to switch off */
  readonly stepId: string | null
  /** a stop for time can be run again */
  readonly canRunAgain: boolean
}

/** What the Details panel must say: refused files first, then the error the run ended with. */
export function problemsOf(state: SessionState, steps: readonly NamedStep[]): Problem[] {
  const refused = state.refusals.map(
    (refusal): Problem => ({
      id: `refused ${refusal.fileName} ${refusal.code}`,
      input: {
        code: refusal.code,
        message: refusal.message,
        details: refusal.details,
        ...(refusal.fileName === '' ? { topic: state.workspace.topic } : { fileName: refusal.fileName }),
      },
      refused: refusal.fileName,
      file: refusal.file,
      place: null,
      stepId: null,
      canRunAgain: false,
    }),
  )
  const ended = state.received.errors.map((error, index) => runProblem(state, steps, error, index))
  return [...refused, ...ended]
}

function runProblem(state: SessionState, steps: readonly NamedStep[], received: ReceivedError, index: number): Problem {
  const { run, topic, workspace } = state
  const { error, partition, after } = received
  const sent = state.received.crossed(partition, after)
  const batch = batchOf(topic, partition, error.record?.offset ?? numberOf(error.details.baseOffset))
  // Records of earlier batches passed the whole chain; those of the failing one left it at the failing step.
  const ofBatch = batch && state.received.crossed(partition, after, batch.first, batch.last)
  const carried = error.record
  const bypassedSteps = steps.slice(error.step + 1).map(({ name }) => name)
  const kind = steps[error.step]?.kind
  const narrowed = run.narrowed?.partition === partition ? run.narrowed.offset : undefined
  const input: ErrorInput = {
    code: error.code,
    message: carried === null ? error.message : (carried.hint.split('\n')[0] ?? ''),
    details: error.details,
    spuText: error.text,
    smartModule: error.smartModule || undefined,
    topic: workspace.topic,
    partition,
    consumer: workspace.consumer.name,
    step: error.step,
    stepCount: steps.length,
    ...(kind ? { kind } : {}),
    ...(carried === null
      ? {}
      : { offset: carried.offset, key: carried.key === null ? t.nullKey : utf8Text(carried.key, 40) }),
    ...(sent ? { crossed: { records: sent.records, firstOffset: sent.first, lastOffset: sent.last } } : {}),
    ...(batch === null ? {} : { batch }),
    ...(carried !== null && batch !== null && batch.last > carried.offset
      ? { notProcessed: { first: carried.offset + 1, last: batch.last } }
      : {}),
    ...(carried !== null && bypassedSteps.length > 0 && ofBatch
      ? { bypassed: { first: ofBatch.first, last: ofBatch.last, steps: bypassedSteps.join(', ') } }
      : {}),
    ...(narrowed === undefined ? {} : { narrowedOffset: narrowed }),
  }
  const offset = carried?.offset ?? narrowed
  return {
    id: `run ${run.number} ${index}`,
    input,
    refused: null,
    file: null,
    place: offset === undefined ? null : { partition, offset },
    stepId: run.stepIds[error.step] ?? null,
    canRunAgain: error.code === 'E_TIMEOUT' || error.code === 'E_KILLED',
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/** First and last offset of the stored batch that holds an offset. */
function batchOf(
  topic: TopicRecords,
  partition: number,
  offset: number | undefined,
): { first: number; last: number } | null {
  const place = offset === undefined ? null : topic.find(partition, offset)
  const head = place && topic.head(place.batch)
  return head ? { first: head.baseOffset, last: head.lastOffset } : null
}
