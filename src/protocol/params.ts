import { writeI16, writeI32, writeI64 } from './bigEndian.ts'
import type { Bytes } from './bytes.ts'
import { utf8 } from './bytes.ts'

/**
 * The parameters of a SmartModule, as a map, as entries, or (Uint8Array) already encoded by `encodeParams`, which is
 * worth it where they go into every call.
 */
export type Params = ReadonlyMap<string, string> | readonly (readonly [string, string])[] | Uint8Array

/** Records from before the stream that a SmartModule wants to see. */
export interface LookBackParams {
  /** how many; 0 for no bound by number */
  readonly last: number
  /** how old they may be, in milliseconds */
  readonly ageMs?: number
}

/** Longest key or value in bytes: Fluvio writes 16 bits and reads them as signed. */
export const LONGEST_PARAM = 32_767

const MOST_PARAMS = 65_535

/**
 * Encodes parameters as Fluvio's BTreeMap: u16 count, then keys and values (u16 length, UTF-8), in the order of the
 * keys' bytes.
 * @throws RangeError when a key or value has more than 32,767 bytes, or there are more than 65,535 parameters
 */
export function encodeParams(params: Params): Uint8Array {
  if (params instanceof Uint8Array) return params
  const entries = [...params].map(([key, value]) => [textBytes(key), textBytes(value)] as const)
  if (entries.length > MOST_PARAMS) throw new RangeError(`${entries.length} params, at most ${MOST_PARAMS}`)
  entries.sort(([a], [b]) => compareBytes(a, b))
  let size = 2
  for (const [key, value] of entries) size += 4 + key.length + value.length
  const encoded = new Uint8Array(size)
  let at = writeI16(encoded, 0, entries.length)
  for (const text of entries.flat()) {
    at = writeI16(encoded, at, text.length)
    encoded.set(text, at)
    at += text.length
  }
  return encoded
}

/** Size of the look back option in a version: none below 20, without an age at 20. */
export function lookBackSize(lookBack: LookBackParams | undefined, version: number): number {
  if (version < 20) return 0
  if (lookBack === undefined) return 1
  const age = version < 21 ? 0 : lookBack.ageMs === undefined ? 1 : 13
  return 9 + age
}

/** Writes the look back option (u64 last, option of an age as u64 s and u32 ns) and returns the place after it. */
export function writeLookBack(
  target: Uint8Array,
  at: number,
  lookBack: LookBackParams | undefined,
  version: number,
): number {
  if (version < 20) return at
  if (lookBack === undefined) {
    target[at] = 0
    return at + 1
  }
  target[at] = 1
  const to = writeI64(target, at + 1, lookBack.last)
  if (version < 21) return to
  if (lookBack.ageMs === undefined) {
    target[to] = 0
    return to + 1
  }
  target[to] = 1
  const seconds = Math.floor(lookBack.ageMs / 1000)
  const nanoseconds = Math.round((lookBack.ageMs - seconds * 1000) * 1e6)
  return writeI32(target, writeI64(target, to + 1, seconds), nanoseconds)
}

function textBytes(text: string): Bytes {
  const bytes = utf8(text)
  if (bytes.length > LONGEST_PARAM) {
    throw new RangeError(`a param of ${bytes.length} bytes, at most ${LONGEST_PARAM}: ${text.slice(0, 40)}…`)
  }
  return bytes
}

/** Order of byte strings as Rust has it. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!
  }
  return a.length - b.length
}
