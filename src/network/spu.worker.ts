/// <reference lib="webworker" />
import { createSandboxHost } from '../sandbox/sandboxHost.ts'
import { serveSandbox } from '../sandbox/serveSandbox.ts'
import type { Budgets } from '../smartengine/limits.ts'
import type { ModuleFacts } from '../smartengine/preflight.ts'
import { createSpu } from '../spu/createSpu.ts'
import { openStorage } from '../storage/openStorage.ts'
import { deferred } from '../wire/deferred.ts'
import { transfer } from '../wire/transfer.ts'
import { serve } from '../wire/wire.ts'
import { allowBlobWorkersOnly } from './scriptUrlPolicy.ts'
import type { SpuWorker } from './spuWorker.ts'

/*
 * One script for both workers: what they share crosses the network once, and the SPU starts its sandboxes from where it
 * was started itself. The name says which of the two this is.
 */
const SANDBOX = 'sandbox'
const scope = self as unknown as DedicatedWorkerGlobalScope

if (scope.name === SANDBOX) serveSandbox(scope)
else serveSpu()

/** The SPU: holds the storage, the topics and the clock, and serves the page. */
function serveSpu(): void {
  allowBlobWorkersOnly(scope)
  // while developing it is a module with an address
  const spawn = () =>
    new Worker(scope.location.href, { name: SANDBOX, type: scope.location.protocol === 'blob:' ? 'classic' : 'module' })
  const storage = openStorage<ModuleFacts>()
  let setBudgets: (budgets: Partial<Budgets>) => void
  const connected = new Promise<Partial<Budgets>>((resolve) => {
    setBudgets = resolve
  })

  const opening = (async () => {
    const budgets = await connected
    const chains = createSandboxHost({ spawn, budgets })
    const { log, catalog } = await storage
    return createSpu({ log, catalog, chains })
  })()

  const own = {
    async connect(budgets) {
      setBudgets(budgets)
      const { kind, reason } = await storage
      return reason === undefined ? { kind } : { kind, reason }
    },
    // answers also while the storage opens: slow is not dead
    async ping() {},
    // batches that were read for this consumer or observer are theirs, so they move
    async consume(request, onFrame, signal) {
      const spu = await opening
      await spu.consume(request, (frame) => onFrame(transfer(frame, [frame.batch])), signal)
    },
    async observe(topic, onBatch, signal, heldBytes) {
      const spu = await opening
      await spu.observe(topic, (batch) => onBatch(transfer(batch, [batch.batch])), signal, heldBytes)
    },
    async readBatches(...place) {
      const batches = await (await opening).readBatches(...place)
      return transfer(
        batches,
        batches.map(({ batch }) => batch),
      )
    },
  } satisfies Partial<SpuWorker>

  serve<SpuWorker>(scope, deferred(opening, own))
}
