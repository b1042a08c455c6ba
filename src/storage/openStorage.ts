import type { Catalog } from './catalog.ts'
import { Database } from './database.ts'
import { IdbCatalog } from './idbCatalog.ts'
import { IdbRecordLog } from './idbRecordLog.ts'
import { MemoryCatalog } from './memoryCatalog.ts'
import { MemoryRecordLog } from './memoryRecordLog.ts'
import type { RecordLog } from './recordLog.ts'

export interface Storage<Facts> {
  readonly log: RecordLog
  readonly catalog: Catalog<Facts>
  readonly kind: 'indexeddb' | 'memory'
  /** why it is memory, to be shown */
  readonly reason?: string
}

/** Long enough for a slow disk, short enough for somebody who looks at an empty page. */
const OPEN_TIMEOUT_MS = 5000

/**
 * Opens the browser's storage. Where it is refused, blocked by another tab, newer than this code or does not answer,
 * memory takes its place and `reason` says so. Never rejects and never hangs.
 */
export async function openStorage<Facts>(
  name = 'smartmodule-playground',
  timeoutMs = OPEN_TIMEOUT_MS,
): Promise<Storage<Facts>> {
  try {
    const database = await Database.open(name, timeoutMs)
    return { log: new IdbRecordLog(database), catalog: new IdbCatalog(database), kind: 'indexeddb' }
  } catch (error) {
    return { ...memoryStorage<Facts>(), reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Storage that ends with its worker. */
function memoryStorage<Facts>(): Storage<Facts> {
  return { log: new MemoryRecordLog(), catalog: new MemoryCatalog(), kind: 'memory' }
}
