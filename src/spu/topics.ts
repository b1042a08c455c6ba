import type { Bytes } from '../protocol/bytes.ts'
import { toHex } from '../protocol/bytes.ts'
import { LIMITS } from '../smartengine/limits.ts'
import type { Catalog, TopicLife, TopicRecord } from '../storage/catalog.ts'
import type { PartitionKey, RecordLog } from '../storage/recordLog.ts'
import { StorageError } from '../storage/storageError.ts'
import { checkProduced } from './producedBatch.ts'
import { SpuError, type TopicContent, type TopicInfo } from './spu.ts'
import type { TopicSignals } from './topicSignals.ts'

/** Fluvio's rule for resource names. */
const NAME = /^(?!-)[a-z0-9-]+(?<!-)$/

/** Content of a topic is appended in transactions of about this size. */
const CHUNK_BYTES = 4 * 1024 * 1024

/** An import that did not finish within an hour (ms) has broken off. */
const IMPORT_TIME = 3_600_000

/** Topics by name, their lives and what is left of former ones. */
export class Topics {
  readonly #catalog: Catalog<unknown>
  readonly #log: RecordLog
  readonly #signals: TopicSignals
  readonly #now: () => number

  constructor(catalog: Catalog<unknown>, log: RecordLog, signals: TopicSignals, now: () => number) {
    this.#catalog = catalog
    this.#log = log
    this.#signals = signals
    this.#now = now
  }

  /** @throws SpuError E_TOPIC_NAME, E_PARTITION, E_TOPIC_EXISTS */
  async create(name: string, partitions: number): Promise<TopicInfo> {
    checkName(name)
    checkPartitions(partitions)
    const topic = await this.#catalog.changeTopic(name, (current) => {
      if (current) throw new SpuError('E_TOPIC_EXISTS', `topic ${name} exists`, { topic: name })
      return { topic: { name, ...newLife(partitions), replaced: null } }
    })
    return this.#info(known(topic, name))
  }

  async list(): Promise<TopicInfo[]> {
    return Promise.all((await this.#catalog.topics()).map((topic) => this.#info(topic)))
  }

  /** @throws SpuError E_TOPIC_NOT_FOUND */
  async get(name: string): Promise<TopicRecord> {
    return known(await this.#catalog.topic(name), name)
  }

  /** @throws SpuError E_TOPIC_NOT_FOUND, E_PARTITION */
  async partition(name: string, partition: number): Promise<PartitionKey & { readonly topic: TopicRecord }> {
    const topic = await this.get(name)
    if (!Number.isInteger(partition) || partition < 0 || partition >= topic.partitions) {
      const details = { topic: name, partition, partitions: topic.partitions }
      throw new SpuError('E_PARTITION', `topic ${name} has no partition ${partition}`, details)
    }
    return { topicId: topic.topicId, partition, topic }
  }

  /** Removes the name at once and its batches in chunks. @throws SpuError E_TOPIC_NOT_FOUND */
  async delete(name: string): Promise<void> {
    let gone: TopicRecord | undefined
    await this.#catalog.changeTopic(name, (current) => {
      gone = known(current, name)
      return { topic: null, discard: lives(gone) }
    })
    if (!gone) return
    this.#signals.epochEnded(gone)
    await this.#remove(lives(gone))
  }

  /**
   * Puts a topic with this content in the place of another, whose batches are kept for `restore`. Batches go in with
   * relaxed durability; the strict change of the name closes them.
   * @throws SpuError E_TOPIC_NOT_FOUND, E_PARTITION, and those of a batch
   */
  async replace(name: string, content: TopicContent): Promise<TopicInfo> {
    await this.get(name)
    checkPartitions(content.length)
    const filled = content.map((batches) => batches.filter((batch) => checkProduced(batch) > 0))
    const life = newLife(content.length)
    await this.#catalog.mark({ topicId: life.topicId, after: this.#now() + IMPORT_TIME })
    try {
      for (const [partition, batches] of filled.entries()) {
        for (const chunk of chunks(batches)) {
          await this.#log.append({ topicId: life.topicId, partition }, chunk, 'relaxed')
        }
      }
      return await this.#succeed(name, (current) => ({ ...life, replaced: lifeOf(current) }), [life.topicId])
    } catch (error) {
      await this.#remove([life.topicId])
      throw error
    }
  }

  /** Brings back what the last `replace` took away, under an epoch of its own. @throws SpuError E_TOPIC_NOT_FOUND */
  async restore(name: string): Promise<TopicInfo> {
    return this.#succeed(name, ({ replaced }) => {
      if (!replaced) throw new SpuError('E_TOPIC_NOT_FOUND', `nothing replaced topic ${name}`, { topic: name })
      return { ...replaced, epoch: randomId(), replaced: null }
    })
  }

  /** Ends the epoch of a topic whose stored records were changed. @throws SpuError E_TOPIC_NOT_FOUND */
  async edited(name: string, topicId: string): Promise<TopicInfo> {
    return this.#succeed(name, (current) => {
      if (current.topicId !== topicId) throw notFound(name)
      return { ...current, epoch: randomId() }
    })
  }

  /** Removes what deleted topics and broken-off imports left behind. */
  async removeLeftovers(): Promise<void> {
    const marks = await this.#catalog.marks()
    const now = this.#now()
    await this.#remove(marks.filter(({ after }) => after <= now).map(({ topicId }) => topicId))
  }

  async #succeed(
    name: string,
    next: (current: TopicRecord) => TopicLife & { readonly replaced: TopicLife | null },
    keep: readonly string[] = [],
  ): Promise<TopicInfo> {
    let before: TopicRecord | undefined
    let discard: string[] = []
    const topic = await this.#catalog.changeTopic(name, (current) => {
      before = known(current, name)
      const after = { name, ...next(before) }
      const kept = lives(after)
      discard = lives(before).filter((topicId) => !kept.includes(topicId))
      return { topic: after, discard, keep }
    })
    if (before) this.#signals.epochEnded(before)
    await this.#remove(discard)
    return this.#info(known(topic, name))
  }

  /** Removes batches of lives that are marked. Where that fails the mark stays, and the next start tries again. */
  async #remove(topicIds: readonly string[]): Promise<void> {
    try {
      for (const topicId of topicIds) {
        await this.#log.removeTopic(topicId)
        await this.#catalog.unmark(topicId)
      }
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
    }
  }

  async #info({ name, topicId, epoch, partitions }: TopicRecord): Promise<TopicInfo> {
    const infos = Array.from({ length: partitions }, async (_, partition) => ({
      partition,
      endOffset: await this.#log.endOffset({ topicId, partition }),
    }))
    return { name, epoch, partitions: await Promise.all(infos) }
  }
}

function checkName(name: string): void {
  const limit = LIMITS.nameLength
  if (NAME.test(name) && name.length <= limit) return
  const message = `"${name}" is not a topic name: 1 to ${limit} of a-z 0-9 -, no - at either end`
  throw new SpuError('E_TOPIC_NAME', message, { name, length: name.length, limit })
}

function checkPartitions(partitions: number): void {
  if (Number.isInteger(partitions) && partitions >= 1 && partitions <= LIMITS.partitions) return
  const details = { partitions, limit: LIMITS.partitions }
  throw new SpuError('E_PARTITION', `${partitions} partitions, a topic has 1 to ${LIMITS.partitions}`, details)
}

function known(topic: TopicRecord | null | undefined, name: string): TopicRecord {
  if (topic) return topic
  throw notFound(name)
}

function notFound(name: string): SpuError {
  return new SpuError('E_TOPIC_NOT_FOUND', `topic ${name} not found`, { topic: name })
}

function lifeOf({ topicId, epoch, partitions }: TopicLife): TopicLife {
  return { topicId, epoch, partitions }
}

/** The topicIds whose batches a topic needs. */
function lives(topic: { readonly topicId: string; readonly replaced: TopicLife | null }): string[] {
  return topic.replaced ? [topic.topicId, topic.replaced.topicId] : [topic.topicId]
}

function newLife(partitions: number): TopicLife {
  const topicId = randomId()
  return { topicId, epoch: topicId, partitions }
}

function randomId(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16)))
}

/** Batches in groups of about CHUNK_BYTES; a group has at least one. */
function* chunks(batches: readonly Bytes[]): Generator<Bytes[]> {
  let chunk: Bytes[] = []
  let size = 0
  for (const batch of batches) {
    if (chunk.length > 0 && size + batch.length > CHUNK_BYTES) {
      yield chunk
      chunk = []
      size = 0
    }
    chunk.push(batch)
    size += batch.length
  }
  if (chunk.length > 0) yield chunk
}
