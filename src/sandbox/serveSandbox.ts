/// <reference lib="webworker" />
import { createChain } from '../smartengine/chain.ts'
import { transfer } from '../wire/transfer.ts'
import { serve } from '../wire/wire.ts'
import { closeOutwardGlobals } from './outwardGlobals.ts'
import type { Sandbox } from './sandbox.ts'

/** Makes this worker a sandbox: closes the way out, and then runs one chain of SmartModules. */
export function serveSandbox(scope: DedicatedWorkerGlobalScope): void {
  const reachable = closeOutwardGlobals(scope)
  const chain = createChain()
  serve<Sandbox>(scope, {
    boot: async () => reachable,
    open: (spec, onStage) => chain.open(spec, onStage),
    lookBack: (inputs, onStage) => chain.lookBack(inputs, onStage),
    process: async (input, onStage) => {
      // that a batch begins with the first step's alloc is known outside
      const tell: typeof onStage = (step, stage) => (step === 0 && stage === 'alloc' ? undefined : onStage(step, stage))
      const output = await chain.process(input, tell)
      // an accumulator is cloned: the chain goes on with it
      return transfer(output, [new Uint8Array(output.records.buffer), output.parents, output.fates, output.endedIn])
    },
  })
}
