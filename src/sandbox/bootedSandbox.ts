import { EngineError } from '../smartengine/engineError.ts'
import { nowhere } from '../wire/nowhere.ts'
import { connect, type Endpoint, type WireEnd } from '../wire/wire.ts'
import type { Sandbox } from './sandbox.ts'

/** A worker as far as the host needs one. */
export type SandboxWorker = Endpoint & { terminate(): void }

/** Longest boot, ms (measured: 12–37 ms). Only there so that no call can wait for ever for a worker that never came. */
const BOOT = 10_000

/** A sandbox worker that was started. Used for one chain, then ended. */
export interface BootedSandbox {
  readonly sandbox: Sandbox
  /** Resolves when it has booted and can reach nothing; rejects with what it was ended with or died of. */
  readonly ready: Promise<void>
  readonly dead: boolean
  /** Terminates the worker; everything pending rejects with `error`. */
  end(error: Error): void
}

/** Starts a sandbox worker. Never throws: what goes wrong is told by `ready`, and by every call. */
export function bootSandbox(spawn: () => SandboxWorker): BootedSandbox {
  let dead = false
  let worker: SandboxWorker = nowhere
  let failure: EngineError | null = null
  try {
    worker = spawn()
  } catch (thrown) {
    failure = sandboxDied(String(thrown))
  }
  const wire: WireEnd<Sandbox> = connect<Sandbox>(worker, end)
  const late = setTimeout(() => end(sandboxDied(`it did not start within ${BOOT / 1000} s`)), BOOT)

  function end(error: Error): void {
    if (dead) return
    dead = true
    clearTimeout(late)
    wire.close(error)
    worker.terminate()
  }
  async function boot(): Promise<void> {
    const reachable = await wire.remote.boot()
    clearTimeout(late)
    if (reachable.length === 0) return
    const error = sandboxDied(`it can still reach ${reachable.join(', ')}`, reachable)
    end(error)
    throw error
  }

  const ready = boot()
  // a standby may die while nobody waits for it
  ready.catch(() => {})
  if (failure) end(failure)
  return {
    sandbox: wire.remote,
    ready,
    get dead() {
      return dead
    },
    end,
  }
}

function sandboxDied(why: string, reachable: readonly string[] = []): EngineError {
  return new EngineError('E_SANDBOX_DIED', `the sandbox is gone: ${why}`, reachable.length > 0 ? { reachable } : {})
}
