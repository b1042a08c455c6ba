/// <reference lib="webworker" />
import { createChain } from '../smartengine/chain.ts'
import { transfer } from '../wire/transfer.ts'
import { serve } from '../wire/wire.ts'
import { closeOutwardGlobals } from './outwardGlobals.ts'
import type { Sandbox } from './sandbox.ts'

/** Runs one chain of SmartModules, and nothing before the way out is closed. */
const reachable = closeOutwardGlobals(self)
const chain = createChain()

serve<Sandbox>(self, {
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
