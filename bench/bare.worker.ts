import { type IDBPDatabase, openDB } from 'idb'
import { buildBatch } from '../src/protocol/batch.ts'
import type { Bytes } from '../src/protocol/bytes.ts'
import { type Endpoint, serve } from '../src/wire/wire.ts'
import { value } from './values.ts'

/** The least that storing batches takes. */
export interface BarePuts {
  /** Opens the database and encodes the batches. */
  prepare(records: number, batch: number): Promise<void>
  /** Puts each batch in a strict transaction of its own, one after another. Resolves to the time, ms. */
  bare(): Promise<number>
}

let database: IDBPDatabase
let encoded: Bytes[] = []

async function prepare(records: number, batch: number): Promise<void> {
  database = await openDB('bench-bare', 1, { upgrade: (db) => void db.createObjectStore('batches') })
  encoded = Array.from({ length: records / batch }, (_, i) =>
    buildBatch(
      Array.from({ length: batch }, (_, j) => ({
        key: null,
        value: value(i * batch + j),
        timestamp: 1_700_000_000_000,
      })),
    ),
  )
}

async function putAll(): Promise<number> {
  const start = performance.now()
  for (const [i, batch] of encoded.entries()) {
    const transaction = database.transaction('batches', 'readwrite', { durability: 'strict' })
    await Promise.all([transaction.store.put(batch, i), transaction.done])
  }
  const ms = performance.now() - start
  await database.clear('batches')
  return ms
}

// typed as a page's scope: this folder is compiled for page and workers at once
serve<BarePuts>(self as unknown as Endpoint, { prepare, bare: putAll })
