import type { Bytes } from '../protocol/bytes.ts'

/** One life of a topic. */
export interface TopicLife {
  /** random; part of the key of its batches */
  readonly topicId: string
  /** changes whenever an offset may mean another record */
  readonly epoch: string
  readonly partitions: number
}

export interface TopicRecord extends TopicLife {
  readonly name: string
  /** what the last replacement took the place of, kept for Undo */
  readonly replaced: TopicLife | null
}

/** What a change of a topic comes to, all in one transaction. */
export interface TopicChange {
  /** null deletes the name */
  readonly topic: TopicRecord | null
  /** lives whose batches nobody needs any more: marked for removal */
  readonly discard?: readonly string[]
  /** lives that stay: their removal mark is taken away */
  readonly keep?: readonly string[]
}

/** The batches of this life are to be removed, once `after` (ms since 1970) is over. */
export interface RemovalMark {
  readonly topicId: string
  readonly after: number
}

/** A SmartModule as it was added. `Facts` is what the preflight found; the catalog only keeps it. */
export interface ModuleRecord<Facts> {
  readonly name: string
  readonly fileName: string
  /** hex, of the original bytes */
  readonly sha256: string
  readonly bytes: number
  readonly origin: 'built in' | 'file'
  readonly facts: Facts
}

/**
 * Names of topics and SmartModules. Every change is one strict transaction, and resolves when it is complete.
 * Every method rejects with a StorageError when the storage fails, is full or has gone away.
 */
export interface Catalog<Facts> {
  /** All topics, by name. */
  topics(): Promise<TopicRecord[]>
  topic(name: string): Promise<TopicRecord | undefined>
  /**
   * Reads a topic and stores what `change` makes of it, with nothing in between. When `change` throws, nothing is
   * stored and the promise rejects with that error.
   */
  changeTopic(name: string, change: (current: TopicRecord | undefined) => TopicChange): Promise<TopicRecord | null>

  /** Marks batches for removal before they are written (an import that may break off) or before they are removed. */
  mark(mark: RemovalMark): Promise<void>
  marks(): Promise<RemovalMark[]>
  unmark(topicId: string): Promise<void>

  /** Stores a module. Added again under the same name, it becomes the latest of that name. */
  addModule(module: ModuleRecord<Facts>, wasm: Bytes): Promise<void>
  /** All modules in the order they were added, earlier builds too. */
  modules(): Promise<ModuleRecord<Facts>[]>
  /** The original bytes of a module. */
  moduleBytes(sha256: string): Promise<Bytes | undefined>
}
