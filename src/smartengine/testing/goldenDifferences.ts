import { isDeepStrictEqual } from 'node:util'
import type { Calls, GoldenAnswer, GoldenBatch } from './goldenAnswer.ts'
import type { GoldenJob } from './goldenJobs.ts'

/*
 * Where a chain here answers differently from the engine, and means to. Each difference has a name and says exactly
 * what may differ; any other difference is a fault.
 */

interface GoldenDifference {
  /** as in the table of known differences (src/spu/differences.ts), where it is there */
  readonly id: string
  readonly why: string
  /** whether it is there too where modules are called as an SPU does */
  readonly always: boolean
  /** whether the two answers to a job differ in this, and in nothing else */
  readonly explains: (job: GoldenJob, golden: GoldenAnswer, ours: GoldenAnswer) => boolean
}

/** Modules that an SPU of today refuses. */
const OLD: ReadonlySet<string> = new Set(['two-argument-map', 'interface-of-2022'])

/** What an SPU says when it refuses one that it could open. */
const REFUSED = 'failed to decode SmartModule base input'

const GOLDEN_DIFFERENCES: readonly GoldenDifference[] = [
  {
    id: 'old-modules',
    why: 'Modules built for an older Fluvio run here: each is called as its own Fluvio called it. An SPU refuses them.',
    always: false,
    explains: ({ steps, version }, golden, ours) => {
      if (version !== undefined || !steps.some(({ name }) => OLD.has(name)) || ours.opened !== undefined) return false
      if (golden.opened !== undefined) return golden.opened.kind === 'other'
      const last = golden.batches.at(-1)
      if (last === undefined || !('failed' in last) || last.failed.text !== REFUSED) return false
      const before = golden.batches.length - 1
      return isDeepStrictEqual(ours.batches.slice(0, before), golden.batches.slice(0, before))
    },
  },
  {
    id: 'memory',
    why: 'A module gets 256 MiB here and 1 GB on an SPU.',
    always: true,
    explains: ({ steps }, golden, ours) => {
      const last = ours.batches.at(-1)
      if (!steps.some(({ name }) => name === 'grows-memory')) return false
      if (last === undefined || !('failed' in last) || last.failed.kind !== 'memory') return false
      const before = ours.batches.length - 1
      return isDeepStrictEqual(ours.batches.slice(0, before), golden.batches.slice(0, before))
    },
  },
  {
    id: 'array-map',
    why: 'An array_map gets one record a call here, so batch-sensitive starts to count again with each record.',
    always: false,
    explains: ({ steps }, golden, ours) =>
      steps.some(({ name }) => name === 'batch-sensitive') &&
      isDeepStrictEqual(withoutValues(golden), withoutValues(ours)),
  },
]

/** The name of the difference between two answers to a job, if it is one of these and nothing else. Both comparable. */
export function differenceOf(job: GoldenJob, calls: Calls, golden: GoldenAnswer, ours: GoldenAnswer): string | null {
  const possible = GOLDEN_DIFFERENCES.filter(({ always }) => always || calls === 'own')
  return possible.find(({ explains }) => explains(job, golden, ours))?.id ?? null
}

/** What is left when it does not matter which values were made of the records. */
function withoutValues({ batches, ...rest }: GoldenAnswer) {
  const bare = ({ records, error }: GoldenBatch) => ({
    records: records.map(([offsetDelta, timestampDelta, key]) => [offsetDelta, timestampDelta, key]),
    error,
  })
  return { ...rest, batches: batches.map((batch) => ('failed' in batch ? batch : bare(batch))) }
}
