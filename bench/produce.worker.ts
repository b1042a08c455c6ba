import { type IDBPDatabase, openDB } from 'idb'
import { InFlight } from '../src/app/produce/inFlight.ts'
import { buildBatch } from '../src/protocol/batch.ts'
import type { Bytes } from '../src/protocol/bytes.ts'
import type { ChainHost } from '../src/smartengine/chainHost.ts'
import type { ModuleFacts } from '../src/smartengine/preflight.ts'
import { createSpu } from '../src/spu/createSpu.ts'
import type { Spu } from '../src/spu/spu.ts'
import { openStorage } from '../src/storage/openStorage.ts'
import { type Endpoint, serve } from '../src/wire/wire.ts'
import { value } from './values.ts'

/** Storing the same encoded batches in two ways; both resolve to the time it took, ms. */
export interface ProduceBench {
  /** Opens both databases and encodes the batches. */
  prepare(records: number, batch: number): Promise<void>
  /** Produces each batch through an SPU in this worker, over the same storage as in the app. */
  spu(inFlight: number): Promise<number>
  /** The least it takes: puts each batch in a strict transaction of its own, one after another. */
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
let database: IDBPDatabase
let encoded: Bytes[] = []

async function prepare(records: number, batch: number): Promise<void> {
  const { log, catalog, kind } = await openStorage<ModuleFacts>('bench-spu')
  if (kind !== 'indexeddb') throw new Error('no IndexedDB')
  spu = createSpu({ log, catalog, chains: noChains })
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

async function produceAll(inFlight: number): Promise<number> {
  await spu.createTopic(TOPIC, 1)
  const start = performance.now()
  const answers = new InFlight(inFlight)
  for (const batch of encoded) await answers.send(() => spu.produce(TOPIC, 0, batch))
  await answers.all()
  const ms = performance.now() - start
  await spu.deleteTopic(TOPIC)
  return ms
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
serve<ProduceBench>(self as unknown as Endpoint, { prepare, spu: produceAll, bare: putAll })
