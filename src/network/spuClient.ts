import type { Budgets } from '../smartengine/limits.ts'
import type { Spu } from '../spu/spu.ts'
import { SpuError } from '../spu/spu.ts'
import SpuWorkerScript from './spu.worker.ts?worker&inline'
import { linkSpu, type SpuLink } from './spuLink.ts'
import type { StorageInfo } from './spuWorker.ts'

export interface SpuConnectionOptions {
  /** shorter times for SmartModules, ms; longer ones than the limits have no effect */
  readonly budgets?: Partial<Budgets>
}

/** The page's connection to its SPU. */
export interface SpuConnection {
  /** The SPU. Stays the same object when the engine is restarted. */
  readonly spu: Spu
  /** Where topics are kept; rejects when the engine dies before it knows. Another promise after a restart. */
  readonly storage: Promise<StorageInfo>
  /**
   * Told when the engine died. By then everything pending was rejected with E_ENGINE_DIED; so is everything else until
   * it is restarted.
   * @returns stops telling
   */
  onDied(listener: (error: SpuError) => void): () => void
  /** Ends the engine, if it is not dead yet, and starts another one. Nothing acknowledged is lost; streams end. */
  restart(): void
}

/** Starts an SPU in a worker of its own and connects to it. */
export function connectSpu(options: SpuConnectionOptions = {}): SpuConnection {
  const listeners = new Set<(error: SpuError) => void>()
  const start = (): SpuLink =>
    linkSpu({
      spawn: () => new SpuWorkerScript({ name: 'spu' }),
      budgets: options.budgets ?? {},
      onDied: (error) => {
        for (const listener of listeners) listener(error)
      },
    })
  let link = start()
  return {
    spu: new Proxy({}, { get: (_, method) => Reflect.get(link.spu, method) }) as Spu,
    get storage() {
      return link.storage
    },
    onDied(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    restart() {
      link.end(new SpuError('E_ENGINE_DIED', 'the engine was restarted'))
      link = start()
    },
  }
}
