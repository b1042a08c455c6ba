import { writeI32, writeI64 } from './bigEndian.ts'
import type { Bytes } from './bytes.ts'
import { encodeParams, type LookBackParams, lookBackSize, type Params, writeLookBack } from './params.ts'

export { encodeParams, LONGEST_PARAM, type LookBackParams, type Params } from './params.ts'
export { PROBE_VERSION, type Probe, probeInputSize, writeProbeInput } from './probeInput.ts'

/*
 * What a SmartModule gets, by the generation of the SDK it was built with:
 *
 *                          2021-raw  2021-08  2021-10  v16  v20  v22   from v23
 *   i64 base offset                     x        x      x    x    x       x
 *   i32 length, records     records     x        x      x    x    x       x
 *   params (u16 map)                             x      x    x    x
 *   look back option                                         x    x
 *   join record, empty                                  x    x    x
 *   i64 base timestamp                                            x       x
 *   accumulator             aggregates only, i32 length and bytes, in all but 2021-raw
 */

/**
 * The ABI generations a host can serve. The first three take two arguments, the others a version as the third. v25 is
 * what an SPU of today passes to all modules; those that know versions up to 22 refuse it.
 */
export type Generation = '2021-raw' | '2021-08' | '2021-10' | 'v16' | 'v20' | 'v22' | 'v25'

/** Third argument of a transform, and version of its types; null for functions of two parameters. */
export const GENERATION_VERSION: Readonly<Record<Generation, number | null>> = {
  '2021-raw': null,
  '2021-08': null,
  '2021-10': null,
  v16: 16,
  v20: 20,
  v22: 22,
  v25: 25,
}

/** What goes along with the records. */
export interface InputContext {
  readonly baseOffset: number
  /** milliseconds; -1 for none */
  readonly baseTimestamp: number
  readonly params: Params
  readonly lookback?: LookBackParams
  /** of an aggregate (may be empty); must not be given for other kinds */
  readonly accumulator?: Uint8Array
}

/** Bytes that `writeInput` needs for a record list of `rawLength` bytes. @throws RangeError as `encodeParams` */
export function inputSize(generation: Generation, rawLength: number, context: InputContext): number {
  if (generation === '2021-raw') return rawLength
  const version = GENERATION_VERSION[generation] ?? 0
  let size = 12 + rawLength
  if (version < 23) {
    if (generation !== '2021-08') size += encodeParams(context.params).length
    size += lookBackSize(context.lookback, version)
    if (version >= 16) size += 4
  }
  if (version >= 22) size += 8
  return size + accumulatorSize(context.accumulator)
}

/**
 * Writes a SmartModule's input straight into its memory and returns the place after it.
 * @param target the memory, as the module's `alloc` left it
 * @param at where `alloc` made room for `inputSize` bytes
 * @param raw a record list
 * @throws RangeError as `encodeParams`, or when the target is too small
 */
export function writeInput(
  target: Uint8Array,
  at: number,
  generation: Generation,
  raw: Uint8Array,
  context: InputContext,
): number {
  if (generation === '2021-raw') return writeBytes(target, at, raw)
  const version = GENERATION_VERSION[generation] ?? 0
  let to = writeI64(target, at, context.baseOffset)
  to = writeI32(target, to, raw.length)
  to = writeBytes(target, to, raw)
  if (version < 23) {
    if (generation !== '2021-08') to = writeBytes(target, to, encodeParams(context.params))
    to = writeLookBack(target, to, context.lookback, version)
    if (version >= 16) to = writeI32(target, to, 0)
  }
  if (version >= 22) to = writeI64(target, to, context.baseTimestamp)
  return writeAccumulator(target, to, context.accumulator)
}

/**
 * Input of `init`: params, and from version 20 the look back. Modules that know less ignore the rest, so the default
 * version suits all.
 * @throws RangeError as `encodeParams`
 */
export function encodeInit(params: Params, lookback?: LookBackParams, version = 22): Bytes {
  const encoded = encodeParams(params)
  const input = new Uint8Array(encoded.length + lookBackSize(lookback, version))
  writeLookBack(input, writeBytes(input, 0, encoded), lookback, version)
  return input
}

/** Size of an aggregate's accumulator in its input, 0 for none. */
function accumulatorSize(accumulator: Uint8Array | undefined): number {
  return accumulator === undefined ? 0 : 4 + accumulator.length
}

/** Writes an aggregate's accumulator, or nothing, and returns the place after it. */
function writeAccumulator(target: Uint8Array, at: number, accumulator: Uint8Array | undefined): number {
  if (accumulator === undefined) return at
  return writeBytes(target, writeI32(target, at, accumulator.length), accumulator)
}

function writeBytes(target: Uint8Array, at: number, bytes: Uint8Array): number {
  target.set(bytes, at)
  return at + bytes.length
}
