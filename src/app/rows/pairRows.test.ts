import { describe, expect, it } from 'vitest'
import { buildBatch } from '../../protocol/batch.ts'
import { utf8 } from '../../protocol/bytes.ts'
import { FATE } from '../../smartengine/chainHost.ts'
import type { FrameError } from '../../spu/spu.ts'
import { Received } from '../consume/received.ts'
import { TopicRecords } from '../topic/topicRecords.ts'
import { Outcomes } from '../trace/outcomes.ts'
import { errorPlaceOf } from './errorPlace.ts'
import { gapText, outcomeText } from './outcomeText.ts'
import { pairRows, sameBytes } from './pairRows.ts'

const batch = (values: readonly string[], baseOffset = 0) =>
  buildBatch(
    values.map((value) => ({ key: null, value: utf8(value), timestamp: 1000 })),
    baseOffset,
  )

const topicOf = (...values: string[]) => TopicRecords.none(1).with([{ partition: 0, batch: batch(values) }])

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

const place = (error: Parameters<typeof errorPlaceOf>[0]) => errorPlaceOf(error, null)
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
    const rows = pairRows(topic, received, outcomes, place)
    expect(rows.map((row) => [row.stored?.offset, row.received?.offset ?? null, row.changed])).toEqual([
      [0, 0, true],
      [1, null, false],
      [2, 2, false],
    ])
    const texts = rows.map((row) => outcomeText(row, steps, 1, null, 'other'))
    expect(texts).toEqual(['sent, changed', 'dropped by log-level: filter returned false', 'sent, unchanged'])
    expect(rows.map((row) => gapText(row, steps, null))).toEqual(['', '1 dropped by log-level', ''])
  })

  it('give each record that one became a row of its own', () => {
    const topic = topicOf('[1,2]', 'x')
    const two = Received.nothing()
      .with({ partition: 0, batch: batch(['1']), error: null })
      .with({ partition: 0, batch: batch(['2']), error: null })
    const rows = pairRows(topic, two, Outcomes.none(), place)
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
    const rows = pairRows(topic, received, outcomes, place)
    expect(rows.map((row) => row.error !== null)).toEqual([false, true, false])
    const named = [{ name: 'strict', kind: 'map' }]
    expect(rows.map((row) => outcomeText(row, named, 1, 1, 'other'))).toEqual([
      'sent, unchanged',
      'error in strict: its key and value crossed inside the error',
      'not processed: strict stopped at offset 1 of this batch',
    ])
  })

  it('lose nothing that was received, also where the topic has no such record', () => {
    const received = Received.nothing().with({ partition: 0, batch: batch(['stray'], 7), error: null })
    const rows = pairRows(topicOf('a'), received, Outcomes.none(), place)
    expect(rows.filter((row) => row.received !== null).map((row) => row.received?.offset)).toEqual([7])
  })

  it('show an error that came before any record first', () => {
    const error: FrameError = { ...recordError(0), code: 'E_INIT', record: null }
    const rows = pairRows(
      topicOf('a'),
      Received.nothing().with({ partition: 0, batch: null, error }),
      Outcomes.none(),
      place,
    )
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
      place,
    )
    const named = [
      { name: 'require-json', kind: 'filter' },
      { name: 'regex-scrubbing', kind: 'map' },
    ]
    expect(rows[0] && outcomeText(rows[0], named, 1, 1, 'other')).toBe(
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
