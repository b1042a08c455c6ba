import { describe, expect, test } from 'vitest'
import { buildBatch } from '../protocol/batch.ts'
import { type Bytes, utf8 } from '../protocol/bytes.ts'
import { type KeyAndValue, topicRecords, type WholeTopic, wholeTopics } from '../smartengine/testing/samples.ts'
import type { ChainStepRequest, FrameError, Spu } from './spu.ts'
import { LocalChains } from './testing/localChains.ts'
import { addSample, localSpu, openStream, type Row } from './testing/localSpu.ts'

/** The pattern of the leak check when the page is opened. */
const SSN = /\p{Nd}{3}-\p{Nd}{2}-\p{Nd}{4}/gu

const text = new TextDecoder()
const matches = (values: readonly (Bytes | string | null)[]) =>
  values
    .map((value) => (typeof value === 'string' || value === null ? (value ?? '') : text.decode(value)))
    .reduce((sum, value) => sum + (value.match(SSN)?.length ?? 0), 0)
const bytesOf = (values: readonly (string | null)[]) => values.reduce((sum, value) => sum + utf8(value ?? '').length, 0)

async function produce(spu: Spu, topic: string, records: readonly KeyAndValue[], perBatch: number): Promise<void> {
  await spu.createTopic(topic, 1)
  for (let at = 0; at < records.length; at += perBatch) {
    const part = records
      .slice(at, at + perBatch)
      .map(({ key, value }, i) => ({ key, value, timestamp: 1000 * (at + i) }))
    await spu.produce(topic, 0, buildBatch(part))
  }
}

async function chainOf(spu: Spu, { chain }: WholeTopic): Promise<ChainStepRequest[]> {
  const steps: ChainStepRequest[] = []
  for (const { name, params, initial, lookBack } of chain) {
    steps.push({
      ...(await addSample(spu, name, params)),
      ...(initial === undefined ? {} : { accumulator: utf8(initial) }),
      ...(lookBack === undefined ? {} : { lookback: lookBack }),
    })
  }
  return steps
}

/** Consumes a topic as a row says: to its first error, or on from the batch after each error. */
async function consume(spu: Spu, row: WholeTopic): Promise<{ rows: Row[]; errors: FrameError[] }> {
  const chain = await chainOf(spu, row)
  const result: { rows: Row[]; errors: FrameError[] } = { rows: [], errors: [] }
  let offset = 0
  for (;;) {
    const stream = openStream(spu, { topic: row.topic, chain, start: { from: 'offset', offset } })
    const { rows, error } = await stream.done
    result.rows.push(...rows)
    if (error === null) return result
    result.errors.push(error)
    if (row.afterError !== 'next batch' || error.record === null) return result
    const perBatch = row.recordsPerBatch ?? row.in
    offset = (Math.floor(error.record.offset / perBatch) + 1) * perBatch
  }
}

const nameOf = ({ topic, chain, recordsPerBatch, afterError }: WholeTopic) =>
  [
    [topic, ...chain.map(({ name, params, ...more }) => JSON.stringify([name, params, more]))].join(' ▸ '),
    recordsPerBatch === undefined ? '' : `${recordsPerBatch} a batch`,
    afterError ?? '',
  ].join(' ')

// Look back and the initial accumulator are tested on the chain itself, in smartengine/vectors.test.ts.
const ROWS = wholeTopics().filter(({ chain }) =>
  chain.every(({ initial, lookBack }) => initial === undefined && lookBack === undefined),
)

describe('AC-20 an SPU gives every whole topic its counts', () => {
  test.each(ROWS.map((row) => ({ row, title: nameOf(row) })))('$title', async ({ row }) => {
    const { spu, chains } = localSpu(new LocalChains())
    const stored = topicRecords(row.topic)
    await produce(spu, row.topic, stored, row.recordsPerBatch ?? row.in)
    const { rows, errors } = await consume(spu, row)

    expect(rows.map(({ offset }) => offset)).toEqual(row.offsets)
    expect(bytesOf(rows.flatMap(({ key, value }) => [key, value]))).toBe(row.bytesOut)
    for (const [at, value] of Object.entries(row.values ?? {}))
      expect([at, rows[Number(at)]?.value]).toEqual([at, value])
    for (const [at, key] of Object.entries(row.keys ?? {})) expect([at, rows[Number(at)]?.key]).toEqual([at, key])

    const failed = errors.map(({ code, step, record, message }) =>
      record === null ? [code, step + 1, message] : [code, step + 1, record.offset],
    )
    const expected = row.errorAt === undefined ? [] : [['E_RECORD', row.errorStep, row.errorAt]]
    expect(failed).toEqual(row.initError === undefined ? expected : [['E_INIT', row.errorStep, row.initError]])

    const carried = errors.flatMap(({ record }) => (record === null ? [] : [record.key, record.value]))
    expect({
      topic: matches(stored.flatMap(({ key, value }) => [key, value])),
      received: matches(rows.flatMap(({ key, value }) => [key, value])),
      errors: matches(carried),
    }).toEqual({ topic: row.matchesTopic, received: row.matchesReceived, errors: row.matchesErrors })
    expect(chains.open).toBe(0)
  })
})
