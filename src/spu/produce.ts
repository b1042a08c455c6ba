import { batchRecordList, decodeBatchHeader, encodeBatch } from '../protocol/batch.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { decodeRecordList, encodeRecordList } from '../protocol/recordList.ts'
import type { Appended, RecordLog } from '../storage/recordLog.ts'
import { AppendQueue } from './appendQueue.ts'
import { checkBatchSize, checkProduced, checkRecordSize } from './producedBatch.ts'
import { type Produced, SpuError, type TopicInfo } from './spu.ts'
import type { TopicSignals } from './topicSignals.ts'
import type { Topics } from './topics.ts'

/** Writing to topics: appended batches, and the playground's liberty to edit a stored record. */
export class Produce {
  readonly #topics: Topics
  readonly #log: RecordLog
  readonly #signals: TopicSignals
  /** by topic and partition, while there is something to append */
  readonly #queues = new Map<string, AppendQueue>()
  /** Edits run one after another: two of one batch at once would undo one of them. */
  #edits: Promise<unknown> = Promise.resolve()

  constructor(topics: Topics, log: RecordLog, signals: TopicSignals) {
    this.#topics = topics
    this.#log = log
    this.#signals = signals
  }

  /**
   * Appends one batch and resolves when its strict transaction is complete. Batches of a partition are stored in the
   * order they came in; those that wait for the transaction in progress share the next one. A batch without records is
   * answered as an SPU does: nothing is stored.
   * @throws SpuError E_TOPIC_NOT_FOUND, E_PARTITION, and those of `checkProduced`
   */
  async append(topicName: string, partition: number, batch: Bytes): Promise<Produced> {
    const offsets = checkProduced(batch)
    if (offsets === 0) {
      const endOffset = await this.#log.endOffset(await this.#topics.partition(topicName, partition))
      return { partition, baseOffset: endOffset, endOffset }
    }
    return this.store(topicName, partition, [batch], offsets)
  }

  /**
   * Appends checked batches of one request in one transaction, in turn with all others of the partition.
   * @param offsets how many they take, at least one
   * @throws SpuError E_TOPIC_NOT_FOUND, E_PARTITION
   */
  async store(topicName: string, partition: number, batches: readonly Bytes[], offsets: number): Promise<Produced> {
    const name = `${topicName}/${partition}`
    const queue = this.#queues.get(name) ?? new AppendQueue((all) => this.#append(topicName, partition, all))
    this.#queues.set(name, queue)
    try {
      return { partition, ...(await queue.append(batches, offsets)) }
    } finally {
      if (queue.idle) this.#queues.delete(name)
    }
  }

  async #append(topicName: string, partition: number, batches: readonly Bytes[]): Promise<Appended> {
    const at = await this.#topics.partition(topicName, partition)
    const appended = await this.#log.append(at, batches, 'strict')
    this.#signals.appended(at.topicId, partition)
    return appended
  }

  /**
   * Replaces key and value of a stored record and ends the topic's epoch. Offset, timestamp and the other records of
   * its batch stay.
   * @throws SpuError E_OFFSET when no stored record has this offset; E_RECORD_TOO_LARGE, E_BATCH_TOO_LARGE
   */
  edit(topicName: string, partition: number, offset: number, key: Bytes | null, value: Bytes): Promise<TopicInfo> {
    const edited = this.#edits.then(() => this.#edit(topicName, partition, offset, key, value))
    this.#edits = edited.catch(() => {})
    return edited
  }

  async #edit(
    topicName: string,
    partition: number,
    offset: number,
    key: Bytes | null,
    value: Bytes,
  ): Promise<TopicInfo> {
    const at = await this.#topics.partition(topicName, partition)
    const [stored] = Number.isSafeInteger(offset) && offset >= 0 ? await this.#log.read(at, offset, 1) : []
    if (!stored || stored.baseOffset > offset) throw noRecord(topicName, partition, offset)
    const { baseOffset, batch } = stored
    const { records } = decodeRecordList(batchRecordList(batch))
    const place = records.findIndex(({ offsetDelta }) => baseOffset + offsetDelta === offset)
    const record = records[place]
    if (!record) throw noRecord(topicName, partition, offset)
    records[place] = { ...record, key, value }
    checkRecordSize(encodeRecordList([{ ...record, key, value }]).length - 4, place)
    const { lastOffsetDelta, firstTimestamp, maxTimestamp } = decodeBatchHeader(batch)
    const recordList = encodeRecordList(records)
    const edited = encodeBatch({ baseOffset, lastOffsetDelta, firstTimestamp, maxTimestamp, recordList })
    checkBatchSize(edited.length)
    if (!(await this.#log.rewrite(at, edited))) throw noRecord(topicName, partition, offset)
    return this.#topics.edited(topicName, at.topicId)
  }
}

function noRecord(topic: string, partition: number, offset: number): SpuError {
  const details = { topic, partition, offset }
  return new SpuError('E_OFFSET', `topic ${topic}, partition ${partition} has no record at offset ${offset}`, details)
}
