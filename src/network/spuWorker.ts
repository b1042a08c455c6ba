import type { Budgets } from '../smartengine/limits.ts'
import type { Spu } from '../spu/spu.ts'

/** Where topics are kept, and why when it is not the browser's storage. */
export interface StorageInfo {
  readonly kind: 'indexeddb' | 'memory'
  readonly reason?: string
}

/** What crosses wall 1: the SPU, after the page connected. */
export interface SpuWorker extends Spu {
  /**
   * The first call. Other calls may follow at once; they wait until the storage is open.
   * @param budgets shorter times for SmartModules, ms. Longer ones than the limits have no effect.
   * @returns when the storage is open
   */
  connect(budgets: Partial<Budgets>): Promise<StorageInfo>
}
