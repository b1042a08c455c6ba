import type { Inflate } from '../protocol/compressedBatch.ts'
import { recordStarts, withDeltas } from '../protocol/recordList.ts'
import type { BatchInput, Lookback, StepSpec } from '../smartengine/chainHost.ts'
import { EngineError } from '../smartengine/engineError.ts'
import { RecordListBuilder } from '../smartengine/recordListBuilder.ts'
import type { PartitionKey, RecordLog } from '../storage/recordLog.ts'
import { type FedBatch, feed, inflated } from './answers/fedBatch.ts'
import type { Answers } from './spu.ts'
import { evictedText } from './startPosition.ts'

/** Where records to look back on are. */
export interface LookBackSource {
  readonly log: RecordLog
  readonly at: PartitionKey
  /** the log end when the stream opens */
  readonly end: number
  /** ms */
  readonly now: number
  readonly inflate?: Inflate | undefined
}

/**
 * What each step of a chain looks back on, null for one that does not. Counted from the log end, whatever the start
 * of the stream, and raw: what steps before it would have made of the records is not known.
 * @throws EngineError E_LOOK_BACK where an SPU cannot go on; DamagedBatchError, StorageError
 */
export function lookBackInputs(
  source: LookBackSource,
  steps: readonly StepSpec[],
  answers: Answers,
): Promise<(BatchInput | null)[]> {
  return Promise.all(
    steps.map(async ({ lookback, facts }, step) => {
      if (!lookback || !facts.hasLookBack) return null
      const oldest = lookback.ageMs === undefined ? Number.NEGATIVE_INFINITY : source.now - lookback.ageMs
      const batches = await readBack(source, lookback, oldest, answers, step)
      return inputOf(batches, Math.max(0, source.end - (lookback.last || source.end)), oldest, answers)
    }),
  )
}

/**
 * The batches that hold what is looked back on, in their order. Backwards from the end; an SPU that goes by age alone
 * reads the batch that holds one offset less than it should, and so passes over batches of one record.
 */
async function readBack(
  { log, at, end, inflate }: LookBackSource,
  { last, ageMs }: Lookback,
  oldest: number,
  answers: Answers,
  step: number,
): Promise<FedBatch[]> {
  const batches: FedBatch[] = []
  if (last === 0 && ageMs === undefined) return batches
  const least = last > 0 ? Math.max(0, end - last) : 0
  const misses = answers === 'spu' && last === 0 ? 1 : 0
  for (let next = end - 1; next >= least; ) {
    if (next < misses) {
      const rendered = evictedText(next - misses)
      throw new EngineError('E_LOOK_BACK', rendered, { rendered, stage: 'look_back' }, step)
    }
    const [stored] = await log.read(at, next - misses, 1)
    if (!stored) break
    const fed = feed(stored, 0, await inflated(stored, inflate))
    if (last === 0 && fed.header.maxTimestamp < oldest) break
    batches.unshift(fed)
    next = fed.baseOffset - 1
  }
  return batches
}

/**
 * The records from `least` on that are young enough, as one list with base 0. An SPU keeps the deltas each has in its
 * own batch; here each has its own offset and time.
 */
function inputOf(batches: readonly FedBatch[], least: number, oldest: number, answers: Answers): BatchInput {
  const offsets: number[] = []
  const timestamps: number[] = []
  const list = new RecordListBuilder(0)
  for (const fed of batches) {
    const starts = recordStarts(fed.records)
    for (const [i, delta] of fed.offsets.entries()) {
      const offset = fed.baseOffset + delta
      const time = fed.header.firstTimestamp + fed.timestamps[i]!
      if (offset < least || time < oldest) continue
      offsets.push(answers === 'spu' ? delta : offset)
      timestamps.push(answers === 'spu' ? fed.timestamps[i]! : time)
      list.append(fed.records.subarray(starts[i], starts[i + 1]), 1)
    }
  }
  const records = withDeltas(list.finish(), new Int32Array(offsets), new Float64Array(timestamps))
  return { records, baseOffset: 0, baseTimestamp: 0 }
}
