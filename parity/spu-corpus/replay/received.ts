import { batchHeaders } from '../../../src/protocol/batch.ts'
import { batchRecords } from '../../../src/spu/answers/rustClient.ts'
import { inflateNothing } from './storedBatches.ts'
import type { StreamRun } from './stream.ts'
import { written } from './written.ts'

/**
 * The records of all responses in their order, with the offset of the stored record each came of. The trace says so:
 * the k-th record sent is the k-th that it counts.
 */
export function receivedOf({ frames, trace }: StreamRun) {
  const sources = trace.flatMap((event) => {
    if (event.type !== 'batch') return []
    const { baseOffset, deltas, outputs, unplaced = 0 } = event
    const placed = [...outputs].flatMap((count, i) => Array<number | null>(count).fill(baseOffset + deltas[i]!))
    const unknown = Array<number | null>(unplaced).fill(null)
    return [...placed, ...unknown].map((offset) => ({ offset, source_batch_base_offset: baseOffset }))
  })
  let next = 0
  return frames.flatMap(({ batch }, response) =>
    (batch ? batchHeaders(batch) : []).flatMap((header) =>
      batchRecords(batch!, header, inflateNothing).map(({ key, value }) => ({
        ...(sources[next++] ?? { offset: undefined, source_batch_base_offset: undefined }),
        key: written(key),
        value: written(value),
        response,
      })),
    ),
  )
}
