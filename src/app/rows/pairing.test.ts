import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildBatch, encodeBatch } from '../../protocol/batch.ts'
import { utf8 } from '../../protocol/bytes.ts'
import { encodeRecordList } from '../../protocol/recordList.ts'
import { FATE } from '../../smartengine/chainHost.ts'
import type { FrameError } from '../../spu/spu.ts'
import { Received } from '../consume/received.ts'
import { observed } from '../topic/testing/observed.ts'
import { TopicRecords } from '../topic/topicRecords.ts'
import { Outcomes } from '../trace/outcomes.ts'
import { gapText, outcomeText } from './outcomeText.ts'
import { Pairing } from './pairing.ts'
import { type Row, sameBytes } from './row.ts'
import type { RowFilter } from './rowFilter.ts'
import type { RowSource } from './rowSource.ts'
import { type NaiveRow, naiveRows } from './testing/naiveRows.ts'

const batch = (values: readonly string[], baseOffset = 0) =>
  buildBatch(
    values.map((value) => ({ key: null, value: utf8(value), timestamp: 1000 })),
    baseOffset,
  )

const topicOf = (...values: string[]) => TopicRecords.none(1).with([observed(0, batch(values))])

/** The trace of one batch: a fate and the step it ended in, for each record. */
function traced(fates: readonly (readonly [number, number])[], bypassedAfter: number | null = null) {
  return Outcomes.none().with({
    type: 'batch',
    partition: 0,
    baseOffset: 0,
    deltas: Int32Array.from(fates.keys()),
    fates: Uint8Array.from(fates, ([fate]) => fate),
    endedIn: Uint8Array.from(fates, ([, step]) => step),
    outputs: Int32Array.from(fates, ([fate]) => (fate === FATE.sent ? 1 : 0)),
    steps: [],
    log: [],
    bypassedAfter,
  })
}

const recordError = (offset: number): FrameError => ({
  fluvioCode: 6004,
  text: 'SmartModule transform error no',
  code: 'E_RECORD',
  message: 'no',
  details: {},
  step: 0,
  smartModule: 'strict',
  record: { hint: 'no', kind: 'map', offset, key: null, value: utf8('bad'), step: 0, smartModule: 'strict' },
})

function allRows(source: RowSource): Row[] {
  return Array.from({ length: source.count }, (_, index) => source.rowAt(index)!)
}

function pairRows(topic: TopicRecords, received: Received, outcomes: Outcomes): Row[] {
  return allRows(new Pairing().rows({ topic, received, outcomes, narrowed: null, filter: null }))
}

const steps = [{ name: 'log-level', kind: 'filter' }]

describe('rows of both sides', () => {
  it('pair by offset; a record that was dropped leaves its place empty', () => {
    const topic = topicOf('a', 'b', 'c')
    const received = Received.nothing()
      .with({ partition: 0, batch: batch(['A']), error: null })
      .with({ partition: 0, batch: batch(['c'], 2), error: null })
    const outcomes = traced([
      [FATE.sent, 1],
      [FATE.dropped, 0],
      [FATE.sent, 1],
    ])
    const rows = pairRows(topic, received, outcomes)
    expect(rows.map((row) => [row.stored?.offset, row.received?.offset ?? null, row.changed])).toEqual([
      [0, 0, true],
      [1, null, false],
      [2, 2, false],
    ])
    const texts = rows.map((row) => outcomeText(row, steps, null, 'other'))
    expect(texts).toEqual(['sent, changed', 'dropped by log-level: filter returned false', 'sent, unchanged'])
    expect(rows.map((row) => gapText(row, steps, null))).toEqual(['', '1 dropped by log-level', ''])
  })

  it('give each record that one became a row of its own', () => {
    const topic = topicOf('[1,2]', 'x')
    const two = Received.nothing()
      .with({ partition: 0, batch: batch(['1']), error: null })
      .with({ partition: 0, batch: batch(['2']), error: null })
    const rows = pairRows(topic, two, Outcomes.none())
    expect(rows.map((row) => [row.stored?.offset ?? null, row.parent?.offset, row.received !== null])).toEqual([
      [0, 0, true],
      [null, 0, true],
      [1, 1, false],
    ])
  })

  it('put an error beside the record it carries, and keep what is after it as not processed', () => {
    const topic = topicOf('a', 'bad', 'c')
    const received = Received.nothing().with({ partition: 0, batch: batch(['a']), error: recordError(1) })
    const outcomes = traced([
      [FATE.sent, 1],
      [FATE.error, 0],
      [FATE.unprocessed, 0],
    ])
    const rows = pairRows(topic, received, outcomes)
    expect(rows.map((row) => row.error !== null)).toEqual([false, true, false])
    const named = [{ name: 'strict', kind: 'map' }]
    expect(rows.map((row) => outcomeText(row, named, 1, 'other'))).toEqual([
      'sent, unchanged',
      'error in strict: its key and value crossed inside the error',
      'not processed: strict stopped at offset 1 of this batch',
    ])
  })

  it('lose nothing that was received, also where the topic has no such record', () => {
    const received = Received.nothing().with({ partition: 0, batch: batch(['stray'], 7), error: null })
    const rows = pairRows(topicOf('a'), received, Outcomes.none())
    expect(rows.filter((row) => row.received !== null).map((row) => row.received?.offset)).toEqual([7])
  })

  it('show an error that came before any record first', () => {
    const error: FrameError = { ...recordError(0), code: 'E_INIT', record: null }
    const rows = pairRows(topicOf('a'), Received.nothing().with({ partition: 0, batch: null, error }), Outcomes.none())
    expect(rows[0]?.error?.error.code).toBe('E_INIT')
    expect(rows).toHaveLength(2)
  })

  it('say which steps a record bypassed', () => {
    const rows = pairRows(
      topicOf('a', 'bad'),
      Received.nothing().with({ partition: 0, batch: batch(['a']), error: recordError(1) }),
      traced(
        [
          [FATE.sent, 1],
          [FATE.error, 0],
        ],
        0,
      ),
    )
    const named = [
      { name: 'require-json', kind: 'filter' },
      { name: 'regex-scrubbing', kind: 'map' },
    ]
    expect(rows[0] && outcomeText(rows[0], named, 1, 'other')).toBe(
      'sent, bypassed regex-scrubbing: step 1 failed at offset 1',
    )
  })
})

it('bytes are the same only byte for byte, and null only as null', () => {
  expect(sameBytes(null, null)).toBe(true)
  expect(sameBytes(null, utf8(''))).toBe(false)
  expect(sameBytes(utf8('ab'), utf8('ab'))).toBe(true)
  expect(sameBytes(utf8('ab'), utf8('abc'))).toBe(false)
})

/** A batch of records at some of its offsets. */
function sparseBatch(baseOffset: number, records: readonly { delta: number; key: string | null; value: string }[]) {
  const recordList = encodeRecordList(
    records.map(({ delta, key, value }) => ({
      attributes: 0,
      timestampDelta: 0,
      offsetDelta: delta,
      key: key === null ? null : utf8(key),
      value: utf8(value),
      headers: 0,
    })),
  )
  return encodeBatch({
    baseOffset,
    lastOffsetDelta: Math.max(-1, ...records.map(({ delta }) => delta)),
    firstTimestamp: 0,
    maxTimestamp: 0,
    recordList,
  })
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const shown = (record: { partition: number; offset: number; key: Uint8Array | null; value: Uint8Array } | null) =>
  record && {
    partition: record.partition,
    offset: record.offset,
    key: record.key && text(record.key),
    value: text(record.value),
  }

/** Rows as far as both models speak of them. */
const plain = (rows: readonly Row[], received: Received): NaiveRow[] =>
  rows.map((row) => ({
    stored: shown(row.stored),
    parent: shown(row.parent),
    received: shown(row.received),
    error: row.error === null ? null : received.errors.indexOf(row.error),
    changed: row.changed,
    outputs: row.outputs,
  }))

const value = fc.constantFrom('a', 'b')
const key = fc.constantFrom(null, 'k')
/** Stored batches by partition: for each record how far its offset is from the one before, key and value. */
const storedBatches = fc.array(
  fc.record({
    partition: fc.nat(1),
    records: fc.array(fc.record({ gap: fc.constantFrom(0, 0, 0, 2), key, value }), { minLength: 1, maxLength: 5 }),
  }),
  { maxLength: 6 },
)
/** Frames: batches at any offsets, also ones that nothing has, and errors beside any record or none. */
const sentFrames = fc.array(
  fc.record({
    partition: fc.nat(1),
    base: fc.nat(12),
    records: fc.array(fc.record({ delta: fc.nat(5), key, value }), { maxLength: 5 }),
    error: fc.option(fc.nat(14), { freq: 6 }),
    noPlace: fc.boolean(),
  }),
  { maxLength: 6 },
)

describe('rows as a plain model has them', () => {
  const built = (
    batches: readonly { partition: number; records: readonly { gap: number; key: string | null; value: string }[] }[],
  ) => {
    const ends = [0, 0]
    return batches.map(({ partition, records }) => {
      const base = ends[partition]!
      let delta = -1
      const placed = records.map((record) => {
        delta += 1 + record.gap
        return { ...record, delta }
      })
      // the first record of a batch has its base offset
      const first = placed[0]!.delta
      const own = placed.map((record) => ({ ...record, delta: record.delta - first }))
      ends[partition] = base + own.at(-1)!.delta + 1
      return { partition, base, own }
    })
  }

  it('whatever arrives, in whatever steps', () => {
    fc.assert(
      fc.property(
        storedBatches,
        sentFrames,
        fc.array(fc.nat(2), { maxLength: 12 }),
        fc.boolean(),
        (stored, frames, steps, filtered) => {
          const batches = built(stored)
          const filter: RowFilter | null = filtered
            ? {
                offsets: [0, 1].map((partition) =>
                  [...Array(30).keys()].filter((offset) => (offset + partition) % 3 > 0),
                ),
              }
            : null
          let topic = TopicRecords.none(2)
          let received = Received.nothing()
          const pairing = new Pairing()
          let rows = pairing.rows({ topic, received, outcomes: Outcomes.none(), narrowed: null, filter })
          const todo = { batches: [...batches], frames: [...frames] }
          // both sides come in steps of their own, and the rows are asked for after each
          for (const step of [...steps, ...Array(12).fill(2)]) {
            const batch = step !== 1 ? todo.batches.shift() : undefined
            if (batch) topic = topic.with([observed(batch.partition, sparseBatch(batch.base, batch.own))])
            const frame = step !== 0 ? todo.frames.shift() : undefined
            if (frame) {
              const error = frame.error === null ? null : recordError(frame.error)
              received = received.with({
                partition: frame.partition,
                batch: frame.records.length === 0 ? null : sparseBatch(frame.base, frame.records),
                error: error && frame.noPlace ? { ...error, record: null } : error,
              })
            }
            rows = pairing.rows({ topic, received, outcomes: Outcomes.none(), narrowed: null, filter })
          }
          const expected = naiveRows(
            [0, 1].flatMap((partition) =>
              batches
                .filter((batch) => batch.partition === partition)
                .flatMap(({ base, own }) =>
                  own.map(({ delta, ...record }) => ({
                    partition,
                    offset: base + delta,
                    key: record.key,
                    value: record.value,
                  })),
                ),
            ),
            frames.flatMap(({ partition, base, records }) =>
              records.map(({ delta, ...record }) => {
                const placed = { partition, offset: base + delta, ...record }
                return { record: placed, place: placed }
              }),
            ),
            frames.flatMap(({ partition, error, noPlace }) =>
              error === null ? [] : [noPlace ? null : { partition, offset: error }],
            ),
            filter && (({ partition, offset }) => [...Array.from(filter.offsets[partition]!)].includes(offset)),
          )
          const found = allRows(rows)
          expect(plain(found, received)).toEqual(expected)
          // what is asked by number, place or id comes to the same rows
          for (const [index, row] of found.entries()) {
            expect(rows.indexOfId(row.id)).toBe(index)
            if (row.stored) expect(rows.indexOf(row.stored)).toBe(index)
          }
          for (const side of ['topic', 'consumer'] as const) {
            const holds = found.map(({ has, error }) =>
              side === 'topic' ? has.stored : has.received || error !== null,
            )
            const places = [...holds.keys()].filter((index) => holds[index])
            expect(rows.rowCount(side)).toBe(places.length)
            expect(places.map((_, n) => rows.indexOfRow(side, n))).toEqual(places)
            expect([...holds.keys()].map((index) => rows.rowsBefore(side, index))).toEqual(
              [...holds.keys()].map((index) => holds.slice(0, index).filter(Boolean).length),
            )
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('by order, where the offsets of what arrived say nothing', () => {
    const outputs = fc.array(fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), { maxLength: 5 })
    fc.assert(
      fc.property(outputs, fc.array(fc.nat(2), { maxLength: 12 }), (perBatch, steps) => {
        let [topic, received, outcomes] = [TopicRecords.none(1), Received.nothing('order'), Outcomes.none()]
        const pairing = new Pairing()
        const stored: NaiveRow['stored'][] = []
        const came: { record: NonNullable<NaiveRow['received']>; place: { partition: number; offset: number } }[] = []
        let base = 0
        const todo = perBatch.map((counts) => {
          const own = counts.map((_, delta) => ({ delta, key: null, value: `s${base + delta}` }))
          own.forEach(({ value, delta }) => stored.push({ partition: 0, offset: base + delta, key: null, value }))
          const sent = counts.flatMap((count, delta) =>
            Array.from({ length: count }, (_, n) => ({ value: `r${base + delta}/${n}`, place: base + delta })),
          )
          sent.forEach(({ value, place }, delta) => {
            came.push({
              record: { partition: 0, offset: delta, key: null, value },
              place: { partition: 0, offset: place },
            })
          })
          const step = {
            observed: observed(0, sparseBatch(base, own)),
            // the offsets of every answer begin at 0 again
            frame:
              sent.length === 0
                ? null
                : sparseBatch(
                    0,
                    sent.map(({ value }, delta) => ({ delta, key: null, value })),
                  ),
            event: {
              type: 'batch' as const,
              partition: 0,
              baseOffset: base,
              deltas: Int32Array.from(counts.keys()),
              fates: Uint8Array.from(counts, (count) => (count > 0 ? FATE.sent : FATE.dropped)),
              endedIn: Uint8Array.from(counts, () => 0),
              outputs: Int32Array.from(counts),
              steps: [],
              log: [],
              bypassedAfter: null,
            },
          }
          base += counts.length
          return step
        })
        const heads = [...todo]
        for (const step of [...steps, ...Array(6).fill(2)]) {
          const head = step !== 1 ? heads.shift() : undefined
          if (head) topic = topic.with([head.observed])
          const next = step !== 0 ? todo.shift() : undefined
          if (next?.frame) received = received.with({ partition: 0, batch: next.frame, error: null })
          if (next) outcomes = outcomes.with(next.event)
          pairing.rows({ topic, received, outcomes, narrowed: null, filter: null })
        }
        const rows = pairing.rows({ topic, received, outcomes, narrowed: null, filter: null })
        const expected = naiveRows(
          stored.filter((record) => record !== null),
          came,
          [],
        )
        expect(plain(allRows(rows), received)).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })
})
