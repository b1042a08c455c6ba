import type { Bytes } from '../protocol/bytes.ts'
import { withDeltas } from '../protocol/recordList.ts'
import { type BatchOutput, FATE } from '../smartengine/chainHost.ts'
import { type FedBatch, frameBatch } from './fedBatch.ts'
import type { TraceEvent } from './spu.ts'

/**
 * What a chain sent for a batch, as the batch that crosses: every record has offset and timestamp of the record it
 * came from. (A real SPU sends the deltas modules wrote, with the wrong sign from the second batch on, and no
 * timestamps.) A record whose origin is unknown has those of the beginning of the batch.
 * @returns null when nothing was sent
 * @throws DecodeError
 */
export function sentBatch(fed: FedBatch, output: BatchOutput): Bytes | null {
  if (output.count === 0) return null
  const offsets = new Int32Array(output.count)
  const timestamps = new Float64Array(output.count)
  const first = fed.offsets[0] ?? 0
  for (let i = 0; i < offsets.length; i++) {
    const parent = output.parents[i]!
    offsets[i] = fed.offsets[parent] ?? first
    timestamps[i] = fed.timestamps[parent] ?? 0
  }
  return frameBatch(fed, withDeltas(output.records, offsets, timestamps))
}

/** The trace of a batch that a chain of `steps` SmartModules has processed. */
export function tracedBatch(partition: number, fed: FedBatch, output: BatchOutput, steps: number): TraceEvent {
  const outputs = new Int32Array(fed.offsets.length)
  for (const parent of output.parents) if (parent >= 0) outputs[parent] = (outputs[parent] ?? 0) + 1
  const failedIn = output.error?.step ?? steps
  return {
    type: 'batch',
    partition,
    baseOffset: fed.baseOffset,
    deltas: fed.offsets,
    fates: output.fates,
    endedIn: output.endedIn,
    outputs,
    steps: output.steps,
    log: output.log,
    bypassedAfter: output.count > 0 && failedIn < steps - 1 ? failedIn : null,
  }
}

/** The trace of a batch on a stream without SmartModules: every record was sent as it is. */
export function tracedPlain(partition: number, fed: FedBatch): TraceEvent {
  const count = fed.offsets.length
  return {
    type: 'batch',
    partition,
    baseOffset: fed.baseOffset,
    deltas: fed.offsets,
    fates: new Uint8Array(count).fill(FATE.sent),
    endedIn: new Uint8Array(count),
    outputs: new Int32Array(count).fill(1),
    steps: [],
    log: [],
    bypassedAfter: null,
  }
}
