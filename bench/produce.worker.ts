import { type IDBPDatabase, openDB } from 'idb'
import { buildBatch } from '../src/protocol/batch.ts'
import type { Bytes } from '../src/protocol/bytes.ts'
import type { ChainHost } from '../src/smartengine/chainHost.ts'
import type { ModuleFacts } from '../src/smartengine/preflight.ts'
import { createSpu } from '../src/spu/createSpu.ts'
import type { Spu } from '../src/spu/spu.ts'
import { openStorage } from '../src/storage/openStorage.ts'
import { type Endpoint, serve } from '../src/wire/wire.ts'
import { value } from './values.ts'

/** What this worker does. Times in milliseconds. */
export interface ProduceBench {
  /** Opens both databases and makes what is written. */
  prepare(records: number, batch: number): Promise<void>
  /** Encodes each batch and produces it through an SPU in this worker. */
  spu(): Promise<number>
  /** Puts the same bytes, encoded before, into a database of nothing else. */
  bare(): Promise<number>
}

const TOPIC = 'bench'

/** No module runs here. */
const noChains: ChainHost = {
  start() {
    throw new Error('produce runs no SmartModule')
  },
}

let spu: Spu
let bareDatabase: IDBPDatabase
let batches: { key: null; value: Bytes; timestamp: number }[][] = []
let encoded: Bytes[] = []

async function prepare(records: number, batch: number): Promise<void> {
  const { log, catalog, kind } = await openStorage<ModuleFacts>('bench-spu')
  if (kind !== 'indexeddb') throw new Error('no IndexedDB')
  spu = createSpu({ log, catalog, chains: noChains })
  bareDatabase = await openDB('bench-bare', 1, { upgrade: (db) => void db.createObjectStore('batches') })
  batches = Array.from({ length: records / batch }, (_, i) =>
    Array.from({ length: batch }, (_, j) => ({ key: null, value: value(i * batch + j), timestamp: 1_700_000_000_000 })),
  )
  encoded = batches.map((batch) => buildBatch(batch))
}

async function produceAll(): Promise<number> {
  await spu.createTopic(TOPIC, 1)
  const start = performance.now()
  for (const records of batches) await spu.produce(TOPIC, 0, buildBatch(records))
  const ms = performance.now() - start
  await spu.deleteTopic(TOPIC)
  return ms
}

async function putAll(): Promise<number> {
  const start = performance.now()
  for (const [i, batch] of encoded.entries()) {
    const transaction = bareDatabase.transaction('batches', 'readwrite', { durability: 'strict' })
    await Promise.all([transaction.store.put(batch, i), transaction.done])
  }
  const ms = performance.now() - start
  await bareDatabase.clear('batches')
  return ms
}

// typed as a page's scope: this folder is compiled for page and workers at once
serve<ProduceBench>(self as unknown as Endpoint, { prepare, spu: produceAll, bare: putAll })
