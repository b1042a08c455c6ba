import { describe, expect, test } from 'vitest'
import { toHex, utf8 } from '../protocol/bytes.ts'
import { decodeRecordList, encodeRecordList } from '../protocol/recordList.ts'
import { createChain } from './chain.ts'
import type { BatchInput, Chain, RecordError, StepSpec } from './chainHost.ts'
import { type EngineError, isEngineError } from './engineError.ts'
import { record, sample, step } from './testing/run.ts'
import {
  type KeyAndValue,
  modulesOn,
  samplesWithVectors,
  topicRecords,
  vectorsOf,
  wholeTopics,
} from './testing/samples.ts'

/** Cuts records into batches of `size`, one after another from offset 0. */
function batches(records: readonly KeyAndValue[], size: number): BatchInput[] {
  const cut: BatchInput[] = []
  for (let at = 0; at < records.length; at += size) {
    const part = records.slice(at, at + size).map((each, offsetDelta) => record({ ...each, offsetDelta }))
    cut.push({ records: encodeRecordList(part), baseOffset: at, baseTimestamp: 1_628_690_400_000 })
  }
  return cut
}

interface Received {
  readonly records: KeyAndValue[]
  readonly offsets: number[]
  readonly errors: RecordError[]
}

/** Runs batches through a chain, to the first error or, after each error, on with the next batch. */
async function consume(
  chain: Chain,
  input: readonly BatchInput[],
  afterError: 'stop' | 'next batch',
): Promise<Received> {
  const received: Received = { records: [], offsets: [], errors: [] }
  for (const batch of input) {
    const { records, parents, error } = await chain.process(batch, () => {})
    received.records.push(...decodeRecordList(records).records.map(({ key, value }) => ({ key, value })))
    received.offsets.push(...Array.from(parents, (parent) => batch.baseOffset + parent))
    if (error !== null) received.errors.push(error)
    if (error !== null && afterError === 'stop') break
  }
  return received
}

async function openOrError(steps: readonly StepSpec[]): Promise<Chain | EngineError> {
  const chain = createChain()
  try {
    await chain.open({ steps }, () => {})
    return chain
  } catch (error) {
    if (isEngineError(error)) return error
    throw error
  }
}

const asText = (records: readonly KeyAndValue[]) =>
  records.map(({ key, value }) => `${key === null ? 'null' : toHex(key)} ${toHex(value)}`)
const bytesIn = (records: readonly KeyAndValue[]) =>
  records.reduce((sum, { key, value }) => sum + (key?.length ?? 0) + value.length, 0)

describe('AC-20 every vector passes byte for byte', () => {
  test('fourteen samples, each with vectors', () => {
    expect(modulesOn('sample')).toHaveLength(14)
    expect(samplesWithVectors().toSorted()).toEqual(modulesOn('sample').toSorted())
  })

  // The slow one and the one of 2021 give the bytes of the module they are made after.
  const twins = ['regex-scrubbing-slow', 'two-argument-map'].map((name) => [name, 'regex-scrubbing'] as const)
  const modules = [...samplesWithVectors().map((name) => [name, name] as const), ...twins]

  describe.each(modules)('%s with the vectors of %s', (name, vectorsName) => {
    const vectors = vectorsOf(vectorsName).map((vector, index) => ({ vector, index }))
    const sizes = [1, 7, Number.POSITIVE_INFINITY]

    test.each(vectors.flatMap((each) => sizes.map((size) => ({ ...each, size }))))(
      'vector $index in batches of $size',
      async ({ vector, size }) => {
        const spec = step(sample(name), {
          name,
          params: vector.params,
          ...(vector.initial === null ? {} : { accumulator: utf8(vector.initial) }),
          ...(vector.lookBack === null ? {} : { lookback: { last: vector.lookBack.length } }),
        })
        const chain = await openOrError([spec])
        if (isEngineError(chain)) {
          expect([chain.code, chain.message]).toEqual(['E_INIT', (vector.error as { init: string }).init])
          return
        }
        if (vector.lookBack !== null) await chain.lookBack([batches(vector.lookBack, 1000)[0] ?? null], () => {})
        const { records, errors } = await consume(chain, batches(vector.in, size), 'stop')
        expect(asText(records)).toEqual(asText(vector.out))
        const at = errors.map(({ offset }) => ({ at: offset }))
        expect(at).toEqual(vector.error === null ? [] : [{ at: (vector.error as { at: number }).at }])
        if (errors[0]) expect(errors[0].hint.startsWith((vector.error as { hint: string }).hint)).toBe(true)
      },
    )
  })
})

describe('AC-20 every whole topic has its counts', () => {
  test.each(
    wholeTopics().map((row) => ({ row, title: `${row.topic} ▸ ${row.chain.map(({ name }) => name).join(' ▸ ')}` })),
  )('$title', async ({ row }) => {
    const input = topicRecords(row.topic)
    expect([input.length, bytesIn(input)]).toEqual([row.in, row.bytesIn])
    const steps = row.chain.map(({ name, params, initial, lookBack }) =>
      step(sample(name), {
        name,
        params,
        ...(initial === undefined ? {} : { accumulator: utf8(initial) }),
        ...(lookBack === undefined ? {} : { lookback: lookBack }),
      }),
    )
    const chain = await openOrError(steps)
    if (isEngineError(chain)) {
      expect([chain.code, chain.message, chain.step + 1]).toEqual(['E_INIT', row.initError, row.errorStep])
      return
    }
    expect(row.initError).toBe(undefined)
    for (const [i, { lookBack }] of row.chain.entries()) {
      if (lookBack === undefined) continue
      const [shown] = batches(input.slice(-lookBack.last), 1000)
      await chain.lookBack(
        row.chain.map((_, place) => (place === i ? (shown ?? null) : null)),
        () => {},
      )
    }
    const cut = batches(input, row.recordsPerBatch ?? Number.POSITIVE_INFINITY)
    const { records, offsets, errors } = await consume(chain, cut, row.afterError ?? 'stop')
    expect([records.length, offsets, bytesIn(records)]).toEqual([row.out, row.offsets, row.bytesOut])
    for (const [at, value] of Object.entries(row.values ?? {})) expect(records[Number(at)]?.value).toEqual(utf8(value))
    const failed = errors.map(({ offset, step: place }) => [offset, place + 1])
    expect(failed).toEqual(row.errorAt === undefined ? [] : [[row.errorAt, row.errorStep]])
  })
})
