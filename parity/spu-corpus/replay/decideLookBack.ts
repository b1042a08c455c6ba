import { utf8 } from '../../../src/protocol/bytes.ts'
import { encodeRecordList } from '../../../src/protocol/recordList.ts'
import { inputSize, writeInput } from '../../../src/protocol/smartModuleInput.ts'
import { bytesOf, fromBase64, toBase64 } from '../corpusBytes.ts'
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
import type { RowBatch, RowRecord, RowStep } from './rows.ts'

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
  const told = putRight({ ...other, decided: expected.decided }, { chain }, batches)
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

/** A record that a step looks back on: where and when, as an SPU tells the module and as it is. */
interface Seen {
  readonly record: RowRecord
  readonly text: string
  readonly asSpu: string
  readonly right: string
  readonly offset: number
  readonly time: number
}

/** Puts offsets and times right where the guests `counter` and `e-look_back` or an error show them. */
function putRight(told: Expectation, { chain }: Pick<Row, 'chain'>, batches: readonly RowBatch[]): Expectation {
  const seen = chain.flatMap(({ lookback }) => (lookback ? [seenBy(lookback, batches)] : []))
  const text = told.text?.replace(
    /Offset: (\d+)\n(.*\n {4}Value: (.*))$/s,
    (all, od: string, rest: string, value: string) => {
      // the guests stop at the first of these
      const failed = seen
        .flat()
        .find((record) => record.text === value && record.asSpu === `${value}@${od}@${record.record.td},`)
      return failed ? `Offset: ${failed.offset}\n${rest}` : all
    },
  )
  const bytes = chain.some(({ module }) => module === 'e-look_back')
  const shown = (value: string) => (bytes ? inputOf(seen.flat()) : seen.reduce(shownRight, value))
  return {
    ...told,
    text: text ?? null,
    records: told.records.map((record) => ({ ...record, value: record.value && shown(record.value) })),
  }
}

/** The records of a topic that a step looks back on. */
function seenBy({ last, age_ms }: NonNullable<RowStep['lookback']>, batches: readonly RowBatch[]): Seen[] {
  const all = batches.flatMap(({ base_timestamp, records }) =>
    records.map((record, od) => ({ record, od, time: base_timestamp + record.td })),
  )
  const oldest = typeof age_ms === 'number' ? NOW - age_ms : Number.NEGATIVE_INFINITY
  return all
    .map(({ record, od, time }, offset) => {
      const text = textOf(bytesOf(record.value))
      return { record, text, asSpu: `${text}@${od}@${record.td},`, right: `${text}@${offset}@${time},`, offset, time }
    })
    .slice(last ? -Math.min(last, all.length) : all.length)
    .filter(({ time }) => time >= oldest)
}

/** `counter` shows `lb=[value@offset@time,…]`. */
function shownRight(value: string, seen: readonly Seen[]): string {
  const text = textOf(fromBase64(value))
  const list = (of: 'asSpu' | 'right') => `lb=[${seen.map((record) => record[of]).join('')}]`
  const right = text
    .replace(list('asSpu'), () => list('right'))
    .replace(list('asSpu').toUpperCase(), () => list('right').toUpperCase())
  return right === text ? value : toBase64(utf8(right))
}

/** `e-look_back` shows the version and the bytes it was given. */
function inputOf(seen: readonly Seen[]): string {
  const list = encodeRecordList(
    seen.map(({ record, offset, time }) => ({
      attributes: 0,
      timestampDelta: time,
      offsetDelta: offset,
      key: record.key ? bytesOf(record.key) : null,
      value: bytesOf(record.value),
      headers: 0,
    })),
  )
  const context = { baseOffset: 0, baseTimestamp: 0, params: [] }
  const input = new Uint8Array(2 + inputSize('v25', list.length, context))
  input[1] = 25
  writeInput(input, 2, 'v25', list, context)
  return toBase64(input)
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
