import type { Budgets } from '../smartengine/limits.ts'
import { type Spu, SpuError } from '../spu/spu.ts'
import { nowhere } from '../wire/nowhere.ts'
import { connect, type Endpoint } from '../wire/wire.ts'
import { watchHeartbeat } from './heartbeat.ts'
import type { SpuWorker, StorageInfo } from './spuWorker.ts'

/** A worker as far as the link needs one. */
type SpuThread = Endpoint & { terminate(): void }

export interface SpuLinkOptions {
  /** starts one SPU worker (spu.worker.ts) */
  readonly spawn: () => SpuThread
  readonly budgets: Partial<Budgets>
  /** told once, unless the link was ended from here */
  readonly onDied: (error: SpuError) => void
}

/** The link to one life of the SPU worker. */
export interface SpuLink {
  readonly spu: Spu
  readonly storage: Promise<StorageInfo>
  /** Terminates the worker; everything pending rejects with `error`, and nobody is told that it died. */
  end(error: SpuError): void
}

/** Starts an SPU worker, connects to it, and watches that it goes on answering. Never throws. */
export function linkSpu({ spawn, budgets, onDied }: SpuLinkOptions): SpuLink {
  let worker: SpuThread = nowhere
  try {
    worker = spawn()
  } catch (thrown) {
    // told when whoever links can listen
    queueMicrotask(() => die(String(thrown)))
  }
  const wire = connect<SpuWorker>(worker, (error) => die(error.message))
  const heartbeat = watchHeartbeat({
    ping: () => wire.remote.ping(),
    isNeeded: () => wire.pending > 0,
    onDead: () => die('it does not answer'),
  })

  function end(error: SpuError): void {
    heartbeat.stop()
    wire.close(error)
    worker.terminate()
  }
  function die(why: string): void {
    const error = new SpuError('E_ENGINE_DIED', `the engine died: ${why}`)
    end(error)
    onDied(error)
  }

  const storage = wire.remote.connect(budgets)
  // may be asked for later, or never
  storage.catch(() => {})
  return { spu: wire.remote, storage, end }
}
