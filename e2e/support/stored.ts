import type { Page } from '@playwright/test'
import { batchRecordList, decodeBatchHeader } from '../../src/protocol/batch.ts'
import { decodeRecordList } from '../../src/protocol/recordList.ts'

/** A record as it lies in the browser's storage. */
export interface StoredRecord {
  readonly partition: number
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer
}

/** The records of a topic, read from IndexedDB itself: not what the page says, but what is kept. */
export async function storedRecords(page: Page, topic: string): Promise<StoredRecord[]> {
  const batches = await page.evaluate(async (topic) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const base64 = (bytes: Uint8Array) => {
      let binary = ''
      for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
      return btoa(binary)
    }
    const db = await done(indexedDB.open('smartmodule-playground'))
    try {
      const stores = db.transaction(['topics', 'batches'])
      const { topicId } = await done<{ topicId: string }>(stores.objectStore('topics').get(topic))
      const range = IDBKeyRange.bound([topicId], [topicId, []])
      const batches = stores.objectStore('batches')
      const keys = await done(batches.getAllKeys(range))
      const values = await done<Uint8Array[]>(batches.getAll(range))
      return keys.map((key, i) => ({
        partition: (key as [string, number])[1],
        base64: base64(values[i] ?? new Uint8Array()),
      }))
    } finally {
      db.close()
    }
  }, topic)
  return batches.flatMap(({ partition, base64 }) => {
    const batch = Buffer.from(base64, 'base64')
    const { baseOffset } = decodeBatchHeader(batch)
    return decodeRecordList(batchRecordList(batch)).records.map(({ offsetDelta, key, value }) => ({
      partition,
      offset: baseOffset + offsetDelta,
      key: key === null ? null : Buffer.from(key),
      value: Buffer.from(value),
    }))
  })
}
