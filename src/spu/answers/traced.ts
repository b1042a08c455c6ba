import { type BatchOutput, FATE } from '../../smartengine/chainHost.ts'
import type { TraceEvent } from '../spu.ts'
import type { FedBatch } from './fedBatch.ts'

/**
 * The trace of a batch that a chain of `steps` SmartModules has processed; or, without an output, of one on a stream
 * without SmartModules, where every record was sent as it is.
 */
export function traced(
  partition: number,
  { baseOffset, offsets }: FedBatch,
  output: BatchOutput | null,
  steps: number,
): Extract<TraceEvent, { type: 'batch' }> {
  const count = offsets.length
  const outputs = new Int32Array(count)
  const batch = { type: 'batch', partition, baseOffset, deltas: offsets, outputs } as const
  if (output === null) {
    outputs.fill(1)
    const fates = new Uint8Array(count).fill(FATE.sent)
    return { ...batch, fates, endedIn: new Uint8Array(count), steps: [], log: [], bypassedAfter: null }
  }
  for (const parent of output.parents) if (parent >= 0) outputs[parent] = (outputs[parent] ?? 0) + 1
  const failedIn = output.error?.step ?? steps
  return {
    ...batch,
    fates: output.fates,
    endedIn: output.endedIn,
    steps: output.steps,
    log: output.log,
    bypassedAfter: output.count > 0 && failedIn < steps - 1 ? failedIn : null,
  }
}
