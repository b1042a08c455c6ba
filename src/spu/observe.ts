import { decodeBatchHeader } from '../protocol/batch.ts'
import { readDeltas, scanRecordList } from '../protocol/recordList.ts'
import type { RecordLog, StoredBatch } from '../storage/recordLog.ts'
import { DamagedBatchError } from '../storage/storageError.ts'
import { Bell } from './bell.ts'
import type { ObservedBatch, ReadBatch } from './spu.ts'
import type { TopicSignals } from './topicSignals.ts'
import type { Topics } from './topics.ts'
import { Cancelled, untilAborted } from './untilAborted.ts'

/** Read at once for an observer. */
const READ_BYTES = 1024 * 1024

/** What an observer needs of its SPU. */
export interface ObserveParts {
  readonly log: RecordLog
  readonly topics: Topics
  readonly signals: TopicSignals
}

/**
 * The observer view of a topic: its stored batches as they are, partition after partition, then new ones. Resolves
 * when the topic's epoch ends or the signal is aborted. A damaged batch is left out; the readable ones around it come
 * first, then it is told.
 * @param heldBytes so many bytes of batches come along; those beyond come without
 * @throws SpuError E_TOPIC_NOT_FOUND; DamagedBatchError for the first damaged batch, after the others; StorageError
 */
export async function observe(
  { log, topics, signals }: ObserveParts,
  topicName: string,
  onBatch: (batch: ObservedBatch) => void | Promise<void>,
  signal: AbortSignal,
  heldBytes = Number.POSITIVE_INFINITY,
): Promise<void> {
  let room = heldBytes
  const topic = await topics.get(topicName)
  const bell = new Bell()
  const due = new Set(Array(topic.partitions).keys())
  let over = false
  const unsubscribe = signals.subscribe(topic, {
    appended: (partition) => {
      due.add(partition)
      bell.ring()
    },
    ended: () => {
      over = true
      bell.ring()
    },
  })
  const positions = new Map<number, number>()
  let damage: DamagedBatchError | null = null
  try {
    while (!over) {
      for (const partition of [...due].sort((a, b) => a - b)) {
        due.delete(partition)
        const at = { topicId: topic.topicId, partition }
        let position = positions.get(partition) ?? 0
        for (;;) {
          const batches = await untilAborted(
            log.read(at, position, READ_BYTES).catch((error: unknown) => {
              if (!(error instanceof DamagedBatchError)) throw error
              damage ??= error
              position = error.lastOffset + 1
              return null
            }),
            signal,
          )
          if (batches?.length === 0 || over) break
          for (const stored of batches ?? []) {
            room -= stored.batch.length
            const taken = onBatch(observed(partition, stored, room >= 0))
            if (taken) await untilAborted(taken, signal)
            position = stored.lastOffset + 1
          }
        }
        positions.set(partition, position)
      }
      if (damage) throw damage
      if (due.size === 0) await untilAborted(bell.wait(), signal)
    }
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error
  } finally {
    unsubscribe()
  }
}

function observed(partition: number, { baseOffset, lastOffset, batch }: StoredBatch, held: boolean): ObservedBatch {
  const { recordsAt, compression } = decodeBatchHeader(batch)
  const offsets = lastOffset - baseOffset + 1
  const records = compression === 'none' ? scanRecordList(batch, recordsAt).count : offsets
  return {
    partition,
    baseOffset,
    lastOffset,
    records,
    bytes: batch.length,
    deltas: records === offsets ? null : readDeltas(batch.subarray(recordsAt)).offsets,
    batch: held ? batch : null,
  }
}

/** Stored batches at a place, for an observer that does not hold them. @throws as observe */
export async function readBatches(
  { log, topics }: ObserveParts,
  topicName: string,
  partition: number,
  offset: number,
  maxBytes: number,
): Promise<ReadBatch[]> {
  const { topicId } = await topics.get(topicName)
  return log.read({ topicId, partition }, offset, maxBytes)
}
