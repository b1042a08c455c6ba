import { bytesOf } from '../corpusBytes.ts'
import { runAsSpu } from './asSpu.ts'
import {
  type Decision,
  difference,
  type Expectation,
  fromRun,
  isRefusedStart,
  type Row,
  withDecided,
} from './expectation.ts'
import type { RowBatch, RowRecord } from './rows.ts'

/** A moment between the old and the young times of the rows (world.ts). */
const NOW = 1_795_500_000_000

/**
 * Records that are looked back on have their own offsets and times, those that are young enough are all there, and the
 * start may cut a batch. An SPU gives the same when it is asked for the last so many, and the batch that holds the
 * start is two; then what modules show of the records they looked back on is put right.
 */
export const lookBack: Decision = async ({ world, row, expected, isAsExpected }) => {
  if (isRefusedStart(row) || isAsExpected(expected) || !row.chain.some(({ lookback }) => lookback)) return null
  const batches = splitAt(row.topic.batches, row.start)
  const chain = row.chain.map((step) => {
    const { last, age_ms } = step.lookback ?? {}
    if (typeof age_ms !== 'number' || last) return step
    const young = countYoung(row.topic.batches, NOW - age_ms)
    return { ...step, lookback: young > 0 ? { last: young, age_ms } : null }
  })
  const live = 'live' in row ? row.live : []
  const other = fromRun(await runAsSpu(world, { ...row, topic: { batches }, chain }, live))
  const told = putRight({ ...other, decided: expected.decided }, row)
  const byAge = row.chain.some(({ lookback }) => lookback?.age_ms && !lookback.last)
  const before = expected.text ?? `${expected.records.length} records`
  const after = told.text ?? `${told.records.length} records`
  return withDecided(told, difference(byAge ? 'look-back-age' : 'look-back', 'received', before, after))
}

/** The same records, and none before the start in the batch of one after it. */
function splitAt(batches: readonly RowBatch[], start: number): RowBatch[] {
  let base = 0
  return batches.flatMap((batch) => {
    const at = start - base
    base += batch.records.length
    if (at <= 0 || at >= batch.records.length) return [batch]
    return [
      { ...batch, records: batch.records.slice(0, at) },
      { ...batch, records: batch.records.slice(at) },
    ]
  })
}

/** Records of the batches at the end whose newest is not older. */
function countYoung(batches: readonly RowBatch[], oldest: number): number {
  let count = 0
  for (const { base_timestamp, records } of [...batches].reverse()) {
    const newest = base_timestamp < 0 ? -1 : base_timestamp + Math.max(...records.map(({ td }) => td))
    if (newest < oldest) break
    count += records.length
  }
  return count
}

/** A record that was looked back on: its text, where it is stored, and when it was made. */
interface Shown {
  readonly text: string
  readonly offset: number
  readonly time: number
}

/** Puts offsets and times right where the guest `counter` or an error shows them. */
function putRight(told: Expectation, row: Row): Expectation {
  const stored = row.topic.batches
    .flatMap(({ base_timestamp, records }) => records.map((record: RowRecord) => ({ ...record, base_timestamp })))
    .map(({ value, td, base_timestamp }, offset): Shown => {
      return { text: Buffer.from(bytesOf(value)).toString(), offset, time: base_timestamp + td }
    })
  const text = told.text?.replace(/Offset: \d+\n(.*\n {4}Value: (.*))$/s, (_, rest: string, value: string) => {
    // the guests stop at the first of these
    const last = Math.max(...row.chain.map(({ lookback }) => lookback?.last ?? 0))
    const failed = stored.slice(-last).find((record) => record.text === value)
    return `Offset: ${failed?.offset}\n${rest}`
  })
  return {
    ...told,
    text: text ?? null,
    records: told.records.map((record) => ({ ...record, value: record.value && shownRight(record.value, stored) })),
  }
}

/** `lb=[value@offset@time,…]`: the entries are stored records in their order, up to the end of the topic. */
function shownRight(value: string, stored: readonly Shown[]): string {
  const text = Buffer.from(value, 'base64').toString()
  const right = text.replace(/(lb=\[)([^\]]*)\]/gi, (_, head: string, list: string) => {
    let from = stored.length
    const entries = list.split(',').slice(0, -1).reverse()
    const told = entries.map((entry) => {
      const shown = entry.replace(/@-?\d+@-?\d+$/, '')
      from = stored.findLastIndex((record, i) => i < from && record.text.toUpperCase() === shown.toUpperCase())
      return `${shown}@${stored[from]?.offset}@${stored[from]?.time},`
    })
    return `${head}${told.reverse().join('')}]`
  })
  return right === text ? value : Buffer.from(right).toString('base64')
}
