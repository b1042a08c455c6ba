import { fromHex } from './bytes.ts'

/*
 * Inputs that tell which generation a module is of without running user code: an empty record list, so no record is
 * shown to it, in layouts that older modules misread as a huge length and refuse with -11. For aggregates an empty
 * accumulator follows.
 */

/**
 * Which question is asked. Three parameters: 'v23' with version 23 (0 means v25), else 'v20' with version 20 (0 means
 * v20), else the module is of v16. Two parameters: '2021-10', to which a module of 2021-raw answers with 4 bytes; for
 * an aggregate '2021-08' first (0 means 2021-08, -11 means 2021-10).
 */
export type Probe = 'v23' | 'v20' | '2021-10' | '2021-08'

/** Version that goes with a probe as third argument; null for functions of two parameters. */
export const PROBE_VERSION: Readonly<Record<Probe, number | null>> = {
  v23: 23,
  v20: 20,
  '2021-10': null,
  '2021-08': null,
}

const EMPTY_LIST = '0000000000000000 00000004 00000000'
const EMPTY_ACCUMULATOR = fromHex('00000000')

const PROBES = {
  // base timestamp 2023-11-14
  v23: fromHex(`${EMPTY_LIST} 0000018bcfe56800`),
  // no params, a look back whose bytes are all 1, no join record
  v20: fromHex(`${EMPTY_LIST} 0000 01 0101010101010101 00000000`),
  '2021-10': fromHex(`${EMPTY_LIST} 0000`),
  '2021-08': fromHex(EMPTY_LIST),
}

/** Bytes that `writeProbeInput` needs. */
export function probeInputSize(probe: Probe, aggregate: boolean): number {
  return PROBES[probe].length + (aggregate ? EMPTY_ACCUMULATOR.length : 0)
}

/** Writes a probe into a module's memory and returns the place after it. @throws RangeError when there is no room */
export function writeProbeInput(target: Uint8Array, at: number, probe: Probe, aggregate: boolean): number {
  target.set(PROBES[probe], at)
  const to = at + PROBES[probe].length
  if (!aggregate) return to
  target.set(EMPTY_ACCUMULATOR, to)
  return to + EMPTY_ACCUMULATOR.length
}
