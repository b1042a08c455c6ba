import type { DBSchema, IDBPDatabase } from 'idb'
import type { Bytes } from '../protocol/bytes.ts'
import type { ModuleRecord, RemovalMark, TopicRecord } from './catalog.ts'

/** `[topicId, partition, baseOffset, lastOffset]`: with both ends in the key, holes show from the keys alone. */
export type BatchKey = [topicId: string, partition: number, baseOffset: number, lastOffset: number]

/** The modules of one name in the order they were added. */
export type StoredModule = ModuleRecord<unknown> & { readonly order: number }

export interface Schema extends DBSchema {
  batches: { key: BatchKey; value: Bytes }
  ends: { key: [topicId: string, partition: number]; value: number }
  topics: { key: string; value: TopicRecord }
  marks: { key: string; value: RemovalMark }
  modules: { key: [name: string, sha256: string]; value: StoredModule; indexes: { order: number } }
  wasm: { key: string; value: Bytes }
}

export type StoreName = 'batches' | 'ends' | 'topics' | 'marks' | 'modules' | 'wasm'

/**
 * Step i takes a database from version i to version i + 1; all that are needed run in one versionchange transaction.
 * A step is never changed once it was published.
 */
const UPGRADES: readonly ((db: IDBPDatabase<Schema>) => void)[] = [
  (db) => {
    db.createObjectStore('batches')
    db.createObjectStore('ends')
    db.createObjectStore('topics', { keyPath: 'name' })
    db.createObjectStore('marks', { keyPath: 'topicId' })
    db.createObjectStore('modules', { keyPath: ['name', 'sha256'] }).createIndex('order', 'order')
    db.createObjectStore('wasm')
  },
]

export const SCHEMA_VERSION = UPGRADES.length

/** Runs the steps that a database of `oldVersion` (0 when it is new) still needs. */
export function upgrade(db: IDBPDatabase<Schema>, oldVersion: number): void {
  for (const step of UPGRADES.slice(oldVersion)) step(db)
}
