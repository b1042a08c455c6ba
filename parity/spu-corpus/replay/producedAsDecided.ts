import { concatBytes, toHex } from '../../../src/protocol/bytes.ts'
import {
  storedBytes,
  type WrittenBatch,
  type WrittenRecord,
  type WrittenStored,
  type WrittenStoredBatch,
} from './writtenBatch.ts'

/** What is known of a request. */
export interface ProducedRow {
  readonly batches: readonly WrittenBatch[]
  readonly chained: boolean
  /** an array_map is in the chain */
  readonly counted: boolean
}

/** A stored record, and the record of the request it came from; null when that cannot be told. */
interface Traced {
  readonly record: WrittenRecord
  readonly source: { readonly batch: number; readonly index: number } | null
}

/**
 * What is stored by the playground's decisions where an SPU stored `stored`: every record with an offset of its own and
 * the time it was produced. Worked out from the row alone; only for outputs of an array_map, of which the row does not
 * say whose they are, the times come from `actual`, if they are times of the request in their order.
 */
export function storedAsDecided(
  requests: readonly ProducedRow[],
  stored: WrittenStored,
  actual: WrittenStored,
): WrittenStored {
  const batches: WrittenStoredBatch[] = []
  const left = [...stored.batches]
  let end = 0
  for (const request of requests) {
    const own = request.chained ? 1 : request.batches.filter(({ records }) => records.length > 0).length
    // a request that failed, or of which nothing was left, has no batch
    for (const batch of left.splice(0, mayHave(request, left) ? own : 0)) {
      const seen = actual.batches[batches.length]?.records
      const decided = request.chained ? decidedBatch(request, batch, seen) : batch
      batches.push({ ...decided, base_offset: end, attributes: 0 })
      end += decided.last_offset_delta + 1
    }
  }
  return { batches, end_offset: end, segment_hex: toHex(concatBytes(batches.map(storedBytes))) }
}

/** A batch stored by a chain has no time, one without a chain has that of the request. */
function mayHave({ chained, batches }: ProducedRow, [next]: readonly WrittenStoredBatch[]): boolean {
  if (!next) return false
  if (chained) return next.first_timestamp === -1
  return batches.some(({ base_timestamp }) => base_timestamp === next.first_timestamp)
}

function decidedBatch(
  { batches, counted }: ProducedRow,
  batch: WrittenStoredBatch,
  seen: readonly WrittenRecord[] | undefined,
): WrittenStoredBatch {
  const traced = counted ? batch.records.map((record) => ({ record, source: null })) : trace(batches, batch.records)
  const known = traced.every(({ source }) => source !== null)
  const firstBatch = known ? traced[0]!.source!.batch : 0
  const first = batches[firstBatch]!.base_timestamp
  const starts: number[] = []
  let end = 0
  for (const [i, { records }] of batches.entries()) {
    starts.push(end)
    if (i >= firstBatch) end += records.length
  }
  const times = new Set(
    batches.flatMap(({ base_timestamp, records }) => records.map(({ td }) => base_timestamp + td - first)),
  )
  const records = traced.map(({ record, source }, i): WrittenRecord => {
    if (known && source) {
      const { base_timestamp, records } = batches[source.batch]!
      return {
        ...record,
        od: starts[source.batch]! + source.index,
        td: records[source.index]!.td + base_timestamp - first,
      }
    }
    const td = seen?.[i]?.td ?? 0
    const fits = counted && times.has(td) && td >= (seen?.[i - 1]?.td ?? 0)
    return { ...record, od: i, td: fits ? td : 0 }
  })
  return {
    base_offset: batch.base_offset,
    last_offset_delta: known ? end - 1 : records.length - 1,
    first_timestamp: first,
    max_timestamp: first < 0 ? -1 : first + Math.max(0, ...records.map(({ td }) => td)),
    attributes: 0,
    records,
  }
}

/**
 * Finds each record's source by its deltas, which only go up within a batch of the request; by the offset delta alone
 * where the module wrote another time.
 */
function trace(batches: readonly WrittenBatch[], records: readonly WrittenRecord[]): Traced[] {
  let [batch, next] = [0, 0]
  let base: number | null = null
  return records.map((record) => {
    for (let at = 2 * batch; at < 2 * batches.length; at++) {
      const b = at >> 1
      const { base_offset = 0, records: sent } = batches[b]!
      const index = record.od - ((base ?? base_offset) - base_offset)
      const found = sent[index]
      if (!found || index < (b === batch ? next : 0) || (at % 2 === 0 && found.td !== record.td)) continue
      ;[batch, next, base] = [b, index + 1, base ?? base_offset]
      return { record, source: { batch, index } }
    }
    return { record, source: null }
  })
}
