import { DecodeError } from '../protocol/decodeError.ts'
import { readDeltas } from '../protocol/recordList.ts'

/** Indexes of records in another list; null when each record has its own index (the identity). */
export type Lineage = Int32Array<ArrayBuffer> | null

/** An index that is not known. */
export const UNKNOWN = -1

/** The offset deltas of a record list, or null when they cannot be told: not a list, or deltas beyond 32 bits. */
export function offsetDeltas(list: Uint8Array): Int32Array<ArrayBuffer> | null {
  try {
    return readDeltas(list).offsets
  } catch (error) {
    if (error instanceof DecodeError) return null
    throw error
  }
}

/**
 * Finds for each output record the input record with the same offset delta. Modules keep the deltas, so this tells
 * which record became which, as long as no two input records share one.
 * @param input and output: offset deltas in the order of the lists; null when they cannot be told
 * @param count how many output records there are
 */
export function matchDeltas(input: Int32Array | null, output: Int32Array | null, count: number): Lineage {
  if (input === null || output === null) return new Int32Array(count).fill(UNKNOWN)
  if (count === input.length && isSameAscending(input, output)) return null
  if (!isAscending(input)) return matchAnyOrder(input, output)
  const matches = new Int32Array(count)
  let at = 0
  for (let i = 0; i < count; i++) {
    const delta = output[i]!
    if (delta < output[i - 1]!) return matchAnyOrder(input, output)
    while (input[at]! < delta) at++
    matches[i] = input[at] === delta ? at : UNKNOWN
  }
  return matches
}

/** The lineage of records whose input records have a lineage themselves. */
export function follow(parents: Lineage, matches: Lineage): Lineage {
  if (parents === null) return matches
  if (matches === null) return parents
  return matches.map((match) => (match === UNKNOWN ? UNKNOWN : parents[match]!))
}

/** The lineage as indexes, also when it is the identity. */
export function indexes(lineage: Lineage, count: number): Int32Array<ArrayBuffer> {
  if (lineage !== null) return lineage
  const identity = new Int32Array(count)
  for (let i = 0; i < count; i++) identity[i] = i
  return identity
}

/** The usual case of a map, told in one pass. */
function isSameAscending(input: Int32Array, output: Int32Array): boolean {
  let last = Number.NEGATIVE_INFINITY
  for (let i = 0; i < input.length; i++) {
    const delta = input[i]!
    if (delta !== output[i] || delta <= last) return false
    last = delta
  }
  return true
}

function isAscending(deltas: Int32Array): boolean {
  for (let i = 1; i < deltas.length; i++) if (deltas[i - 1]! >= deltas[i]!) return false
  return true
}

function matchAnyOrder(input: Int32Array, output: Int32Array): Lineage {
  const places = new Map<number, number>()
  for (const [place, delta] of input.entries()) places.set(delta, places.has(delta) ? UNKNOWN : place)
  return Int32Array.from(output, (delta) => places.get(delta) ?? UNKNOWN)
}
