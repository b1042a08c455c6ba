import type { Outcome, ShownBatch, ShownRecord } from './produced.ts'
import type { RowBatch } from './rows.ts'

/** What is known of a request. */
export interface SentRequest {
  readonly batches: readonly RowBatch[]
  readonly chained: boolean
  /** an array_map is in the chain: outputs are numbered one after another */
  readonly counted: boolean
}

/** The record of a request that a stored one came from. */
interface Source {
  readonly batch: number
  readonly index: number
}

/**
 * What requests come to by the playground's decisions where on an SPU they came to `expected`: every record has an
 * offset of its own and the time it was produced, and no batch is compressed. Worked out from the row alone; only for
 * outputs of an array_map, of which a row does not say whose they are, the times are taken from `actual` if they are
 * those of records and batches of the request.
 */
export function outcomeAsDecided(requests: readonly SentRequest[], expected: Outcome, actual: Outcome): Outcome {
  const batches: ShownBatch[] = []
  /** by the base offset on an SPU */
  const moved = new Map<number, number>()
  const left = [...expected.stored.batches]
  let end = 0
  for (const request of requests) {
    const own = request.chained ? 1 : request.batches.filter(({ records }) => records.length > 0).length
    for (const batch of left.splice(0, mayBeOf(request, left[0]) ? own : 0)) {
      const seen = actual.stored.batches[batches.length]
      const decided = request.chained ? decidedBatch(request, batch, seen) : batch
      moved.set(batch.base_offset, end)
      batches.push({ ...decided, base_offset: end, attributes: 0 })
      end += decided.last_offset_delta + 1
    }
  }
  const answers = expected.answers.map((answer) => ({
    ...answer,
    base_offset: moved.get(answer.base_offset) ?? answer.base_offset,
  }))
  return { answers, stored: { ...expected.stored, batches, end_offset: end } }
}

/** On an SPU a batch stored through a chain has no time, one without has that of its request. */
function mayBeOf({ chained, batches }: SentRequest, stored: ShownBatch | undefined): boolean {
  if (!stored) return false
  if (chained) return stored.first_timestamp === -1
  return batches.some(({ base_timestamp }) => base_timestamp === stored.first_timestamp)
}

function decidedBatch({ batches, counted }: SentRequest, batch: ShownBatch, seen: ShownBatch | undefined): ShownBatch {
  const sources = counted ? [] : sourcesOf(batches, batch.records)
  const known = batch.records.every((_, i) => sources[i])
  const firsts = batches.map(({ base_timestamp }) => base_timestamp)
  const from = known
    ? (sources[0]?.batch ?? 0)
    : counted && seen
      ? Math.max(0, firsts.indexOf(seen.first_timestamp))
      : 0
  const first = firsts[from] ?? -1
  const starts: number[] = []
  let end = 0
  for (const [i, { records, last_offset_delta = records.length - 1 }] of batches.entries()) {
    starts.push(end)
    if (i >= from) end += last_offset_delta + 1
  }
  const times = new Set(batches.flatMap((sent) => sent.records.map(({ td }) => sent.base_timestamp + td - first)))
  const records = batch.records.map((record, i): ShownRecord => {
    const source = sources[i]
    if (known && source) {
      const { base_timestamp, records: sent } = batches[source.batch]!
      const td = sent[source.index]!.td + base_timestamp - first
      return { ...record, od: starts[source.batch]! + source.index, td }
    }
    const td = seen?.records[i]?.td ?? 0
    return { ...record, od: i, td: counted && times.has(td) ? td : 0 }
  })
  return {
    ...batch,
    last_offset_delta: known ? end - 1 : records.length - 1,
    first_timestamp: first,
    max_timestamp: first < 0 ? -1 : first + Math.max(0, ...records.map(({ td }) => td)),
    records,
  }
}

/**
 * Finds the source of each record by its deltas, which only go up within a batch of the request; by the offset delta
 * alone where the module wrote another time.
 */
function sourcesOf(batches: readonly RowBatch[], records: readonly ShownRecord[]): (Source | null)[] {
  let [batch, next] = [0, 0]
  let base: number | null = null
  return records.map(({ od, td }) => {
    for (let attempt = 2 * batch; attempt < 2 * batches.length; attempt++) {
      const at = attempt >> 1
      const { base_offset = 0, records: sent } = batches[at]!
      const index = od - ((base ?? base_offset) - base_offset)
      const found = sent[index]
      if (!found || index < (at === batch ? next : 0) || (attempt % 2 === 0 && found.td !== td)) continue
      batch = at
      next = index + 1
      base ??= base_offset
      return { batch, index }
    }
    return null
  })
}
