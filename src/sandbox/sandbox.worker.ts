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
    const output = await chain.process(input, onStage)
    // an accumulator is cloned: the chain goes on with it
    return transfer(output, [output.records, output.parents, output.fates, output.endedIn])
  },
})
