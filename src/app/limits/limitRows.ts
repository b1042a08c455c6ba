import { BUDGETS, type Budgets, LIMITS, WASM_PAGE } from '../../smartengine/limits.ts'
import { limits } from '../strings/en/limits.ts'

/** One limit: what it is about, what it is here, and on a cluster. */
export interface LimitRow {
  readonly about: string
  readonly here: string
  readonly cluster: string
}

/** The limits a user can meet, in words, from the constants that the engine and the SPU obey. */
export function limitRows(budgets: Budgets = BUDGETS): readonly LimitRow[] {
  const { about, here, cluster } = limits
  return [
    { about: about.call, here: here.call(budgets.call, budgets.keepGoing), cluster: cluster.endless },
    { about: about.startup, here: here.time(budgets.startup), cluster: cluster.none },
    { about: about.memory, here: here.bytes(LIMITS.memoryPages * WASM_PAGE), cluster: cluster.memory },
    { about: about.moduleFile, here: here.bytes(LIMITS.moduleBytes), cluster: cluster.notStated },
    { about: about.streams, here: here.count(LIMITS.streams), cluster: cluster.many },
    {
      about: about.output,
      here: here.output(LIMITS.outputBytes, LIMITS.outputRecords),
      cluster: cluster.notStated,
    },
    { about: about.batch, here: here.exactBytes(LIMITS.batchBytes), cluster: cluster.same },
    { about: about.request, here: here.exactBytes(LIMITS.requestBytes), cluster: cluster.sameByDefault },
    { about: about.log, here: here.perStream(LIMITS.logBytes), cluster: cluster.log },
    { about: about.params, here: here.exactBytes(LIMITS.paramBytes), cluster: cluster.same },
    { about: about.names, here: here.names(LIMITS.nameLength), cluster: cluster.same },
    { about: about.partitions, here: here.count(LIMITS.partitions), cluster: cluster.many },
  ]
}
