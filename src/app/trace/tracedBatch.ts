import type { FATE } from '../../smartengine/chainHost.ts'
import type { TraceEvent } from '../../spu/spu.ts'

/** A number per record, or one for all of them: most batches are of one kind. */
type Column = Uint8Array | Int32Array | number

/** What became of a batch's records, as the trace told it. */
export interface TracedBatch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly records: number
  /** offset deltas; null when they are 0, 1, 2 … */
  readonly deltas: Int32Array | null
  readonly fates: Column
  readonly endedIn: Column
  readonly outputs: Column
  readonly bypassedAfter: number | null
  /** records sent of which it is not known what they came from */
  readonly unplaced: number
}

/** Keeps of an event what the page asks for again. */
export function tracedBatch(event: Extract<TraceEvent, { type: 'batch' }>): TracedBatch {
  const { baseOffset, deltas, fates, endedIn, outputs, bypassedAfter } = event
  return {
    baseOffset,
    lastOffset: baseOffset + (deltas.at(-1) ?? 0),
    records: deltas.length,
    deltas: deltas.every((delta, i) => delta === i) ? null : deltas,
    fates: packed(fates),
    endedIn: packed(endedIn),
    outputs: packed(outputs),
    bypassedAfter,
    unplaced: event.unplaced ?? 0,
  }
}

/** The value of record i. */
export function valueAt(column: Column, i: number): number {
  return typeof column === 'number' ? column : (column[i] ?? 0)
}

/** How many records had a fate. */
export function countFate({ fates, records }: TracedBatch, fate: (typeof FATE)[keyof typeof FATE]): number {
  if (typeof fates === 'number') return fates === fate ? records : 0
  let count = 0
  for (const each of fates) if (each === fate) count += 1
  return count
}

/** Place of an offset in a batch, or undefined. */
export function placeIn({ baseOffset, deltas, records }: TracedBatch, offset: number): number | undefined {
  const delta = offset - baseOffset
  if (deltas === null) return delta >= 0 && delta < records ? delta : undefined
  const at = deltas.indexOf(delta)
  return at < 0 ? undefined : at
}

function packed<T extends Uint8Array | Int32Array>(values: T): Column {
  const [first] = values
  return first === undefined || values.some((value) => value !== first) ? values : first
}
