/// <reference types="@vitest/browser-playwright" />

import { afterEach, describe, expect, test, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import { buildBatch } from '../protocol/batch.ts'
import { Database } from './database.ts'
import { IdbCatalog } from './idbCatalog.ts'
import { IdbRecordLog } from './idbRecordLog.ts'
import { MemoryCatalog } from './memoryCatalog.ts'
import { MemoryRecordLog } from './memoryRecordLog.ts'
import { openStorage } from './openStorage.ts'
import { damagedRecords, threeRecords } from './testing/batches.ts'
import { catalogContract } from './testing/catalogContract.ts'
import { recordLogContract } from './testing/recordLogContract.ts'

const AT = { topicId: 'a', partition: 0 }
const ALL = Number.MAX_SAFE_INTEGER

const opened: Database[] = []
const names: string[] = []

function freshName(): string {
  const name = `test-${crypto.randomUUID()}`
  names.push(name)
  return name
}

async function databases(connections: number, name = freshName()): Promise<Database[]> {
  const all = await Promise.all(Array.from({ length: connections }, () => Database.open(name, 5000)))
  opened.push(...all)
  return all
}

/** A connection without any of our code around it. */
function raw(name: string, version?: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function finished(request: IDBRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error)
  })
}

afterEach(async () => {
  vi.unstubAllGlobals()
  for (const database of opened.splice(0)) database.close()
  for (const name of names.splice(0)) indexedDB.deleteDatabase(name)
})

describe('record log in IndexedDB', () => {
  recordLogContract(async (connections) => (await databases(connections)).map((db) => new IdbRecordLog(db)))
})

describe('catalog in IndexedDB', () => {
  catalogContract(async (connections) => (await databases(connections)).map((db) => new IdbCatalog(db)))
})

describe('record log in memory, in a browser', () => {
  recordLogContract(async (connections) => {
    const log = new MemoryRecordLog()
    return Array.from({ length: connections }, () => log)
  })
})

describe('catalog in memory, in a browser', () => {
  catalogContract(async (connections) => {
    const catalog = new MemoryCatalog<{ kind: string; list: readonly number[] }>()
    return Array.from({ length: connections }, () => catalog)
  })
})

describe('what is in the database', () => {
  test('a batch is a Uint8Array under [topicId, partition, baseOffset, lastOffset]', async () => {
    const name = freshName()
    const [database] = await databases(1, name)
    await new IdbRecordLog(database!).append(AT, [threeRecords(), threeRecords()], 'strict')
    const db = await raw(name)
    const store = db.transaction('batches').objectStore('batches')
    const [keys, values] = [store.getAllKeys(), store.getAll()]
    await Promise.all([finished(keys), finished(values)])
    expect(keys.result).toEqual([
      ['a', 0, 0, 2],
      ['a', 0, 3, 5],
    ])
    expect(values.result).toEqual([threeRecords(0), threeRecords(3)])
    db.close()
  })

  test('one changed byte, or another batch under the key, refuses that batch only', async () => {
    const name = freshName()
    const [database] = await databases(1, name)
    const log = new IdbRecordLog(database!)
    await log.append(
      AT,
      Array.from({ length: 5 }, () => threeRecords()),
      'strict',
    )
    const db = await raw(name)
    const store = db.transaction('batches', 'readwrite').objectStore('batches')
    await Promise.all([
      finished(store.put(damagedRecords(3), ['a', 0, 3, 5])),
      finished(store.put(threeRecords(0), ['a', 0, 9, 11])),
    ])
    db.close()
    expect(await log.read(AT, 0, ALL)).toHaveLength(1)
    await expect(log.read(AT, 3, ALL)).rejects.toMatchObject({ baseOffset: 3, lastOffset: 5 })
    expect(await log.read(AT, 6, ALL)).toHaveLength(1)
    await expect(log.read(AT, 9, ALL)).rejects.toMatchObject({ baseOffset: 9, lastOffset: 11 })
    expect((await log.read(AT, 12, ALL))[0]?.batch).toEqual(threeRecords(12))
  })

  test('a lost end offset does not let an append overwrite anything', async () => {
    const name = freshName()
    const [database] = await databases(1, name)
    const log = new IdbRecordLog(database!)
    await log.append(AT, [threeRecords(), threeRecords()], 'strict')
    const db = await raw(name)
    await finished(db.transaction('ends', 'readwrite').objectStore('ends').clear())
    db.close()
    expect(await log.append(AT, [threeRecords()], 'strict')).toEqual({ baseOffset: 6, endOffset: 9 })
  })
})

describe('openStorage', () => {
  test('opens IndexedDB, and finds there what was stored before', async () => {
    const name = freshName()
    const [database] = await databases(1, name)
    await new IdbRecordLog(database!).append(AT, [threeRecords()], 'strict')
    const storage = await openStorage(name)
    expect(storage).toMatchObject({ kind: 'indexeddb' })
    expect(storage.reason).toBeUndefined()
    expect(await storage.log.endOffset(AT)).toBe(3)
  })

  test('where the browser refuses, memory takes its place and says why', async () => {
    const refusing = {
      open: () => {
        throw new DOMException('denied', 'SecurityError')
      },
    }
    vi.stubGlobal('indexedDB', refusing)
    const storage = await openStorage(freshName())
    expect(storage).toMatchObject({ kind: 'memory', reason: 'SecurityError: denied' })
    expect(await storage.log.append(AT, [threeRecords()], 'strict')).toEqual({ baseOffset: 0, endOffset: 3 })
  })

  test('a newer version is left alone', async () => {
    const name = freshName()
    const newer = await raw(name, 1000)
    const storage = await openStorage(name)
    expect(storage.kind).toBe('memory')
    expect(storage.reason).toMatch(/^VersionError/)
    newer.close()
  })

  test('an open that is not answered ends in memory', async () => {
    const name = freshName()
    const deaf = await raw(name, 1)
    // The deletion waits for the deaf connection, and every open waits for the deletion.
    indexedDB.deleteDatabase(name)
    const storage = await openStorage(name, 200)
    expect(storage).toMatchObject({ kind: 'memory' })
    expect(storage.reason).toMatch(/200 ms/)
    deaf.close()
  })
})

describe('a database that goes away', () => {
  test('an upgrade that another tab blocks rejects at once', async () => {
    const name = freshName()
    const old = await raw(name, 1)
    await expect(Database.open(name, 20_000, 2)).rejects.toMatchObject({ name: 'StorageError', code: 'failed' })
    old.close()
    // The connection that opens late must not stay behind and block others.
    await expect(raw(name, 3)).resolves.toBeInstanceOf(IDBDatabase)
  })

  test('it makes room for a newer version, and says so to whoever uses it then', async () => {
    const name = freshName()
    const [database] = await databases(1, name)
    const log = new IdbRecordLog(database!)
    await log.append(AT, [threeRecords()], 'strict')
    const newer = await raw(name, 1000)
    await expect(log.append(AT, [threeRecords()], 'strict')).rejects.toMatchObject({
      name: 'StorageError',
      code: 'gone',
    })
    await expect(new IdbCatalog(database!).topics()).rejects.toMatchObject({ code: 'gone' })
    newer.close()
  })

  test('cleared site data: everything after it rejects, nothing hangs', async () => {
    const [database] = await databases(1)
    const log = new IdbRecordLog(database!)
    await log.append(AT, [threeRecords()], 'strict')
    await cdp().send('Storage.clearDataForOrigin', { origin: location.origin, storageTypes: 'indexeddb' })
    const outcomes = await vi.waitFor(async () => {
      const settled = await Promise.allSettled([log.append(AT, [threeRecords()], 'strict'), log.endOffset(AT)])
      expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
      return settled
    })
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { name: 'StorageError', code: 'gone' } })
  })

  test('when the quota is used up, the append says so and everything stored stays', async () => {
    // A bucket has a quota of its own, and Chromium has not yet made up its mind how much room there is in it.
    const bucketName = `quota-${crypto.randomUUID()}`
    const bucket = await buckets.open(bucketName, { quota: 5_000_000 })
    vi.stubGlobal('indexedDB', bucket.indexedDB)
    const [database] = await databases(1)
    const log = new IdbRecordLog(database!)
    const batch = buildBatch([{ key: null, value: noise(1_500_000), timestamp: 1 }])
    const fill = async () => {
      for (let i = 0; i < 20; i++) await log.append(AT, [batch], 'strict')
    }
    await expect(fill()).rejects.toMatchObject({ name: 'StorageError', code: 'full' })
    const end = await log.endOffset(AT)
    expect(end).toBeGreaterThan(0)
    for (let offset = 0; offset < end; offset++) {
      expect(await log.read(AT, offset, 1)).toMatchObject([{ baseOffset: offset, lastOffset: offset }])
    }
    await buckets.delete(bucketName)
  })

  test('a full quota is known by its name, and the whole append is rolled back', async () => {
    const [database] = await databases(1)
    const log = new IdbRecordLog(database!)
    await log.append(AT, [threeRecords()], 'strict')
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('', 'QuotaExceededError')
    })
    const refused = log.append(AT, [threeRecords()], 'strict')
    await expect(refused).rejects.toMatchObject({ name: 'StorageError', code: 'full', message: 'QuotaExceededError' })
    put.mockRestore()
    expect(await log.read(AT, 0, ALL)).toHaveLength(1)
    expect(await log.append(AT, [threeRecords()], 'strict')).toEqual({ baseOffset: 3, endOffset: 6 })
  })
})

/** Storage Buckets, not yet in TypeScript's library. */
const { storageBuckets: buckets } = navigator as Navigator & {
  readonly storageBuckets: {
    open(name: string, options: { quota: number }): Promise<{ readonly indexedDB: IDBFactory }>
    delete(name: string): Promise<void>
  }
}

/** What is stored is compressed, noise is not. */
function noise(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += 50_000) crypto.getRandomValues(bytes.subarray(at, at + 50_000))
  return bytes
}
