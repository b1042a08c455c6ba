import { describe, expect, test } from 'vitest'
import { toHex, utf8 } from '../protocol/bytes.ts'
import { decodeRecordList, encodeRecordList } from '../protocol/recordList.ts'
import { createChain } from './chain.ts'
import { type BatchOutput, type Chain, FATE } from './chainHost.ts'
import { answering, COPY, handMade, TYPE } from './testing/handMade.ts'
import { output, outputWithError } from './testing/outputs.ts'
import { batch, open, record, sample, step } from './testing/run.ts'
import { op, type Part } from './testing/wasmEncoder.ts'

const none = () => {}
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const values = ({ records }: BatchOutput) => decodeRecordList(records).records.map(({ value }) => text(value))
const log = (level: string) => `{"level":"${level}"}`
const isJson = () => step(sample('require-json'), { name: 'require-json' })
const scrub = () => step(sample('regex-scrubbing'), { name: 'regex-scrubbing' })
const atLeast = (min_level: string) => step(sample('log-level'), { name: 'log-level', params: { min_level } })

/** Everything about a batch's records, in short. */
function ends({ parents, fates, endedIn }: BatchOutput): { parents: number[]; fates: string; endedIn: string } {
  const names = Object.keys(FATE).map((name) => name[0])
  return { parents: [...parents], fates: Array.from(fates, (fate) => names[fate]).join(''), endedIn: endedIn.join('') }
}

describe('one step', () => {
  test('a map changes values and keeps the rest', async () => {
    const chain = await open([scrub()])
    const result = await chain.process(batch(['a', 'ssn 987-65-4320', ''], 7), none)
    expect(values(result)).toEqual(['a', 'ssn ***-**-****', ''])
    expect(ends(result)).toEqual({ parents: [0, 1, 2], fates: 'sss', endedIn: '111' })
    expect(result.steps[0]).toMatchObject({
      recordsIn: 3,
      recordsOut: 3,
      bytesIn: 37,
      bytesOut: 37,
      calls: 1,
      accumulator: null,
    })
    expect(result.steps[0]?.memoryBytes).toBeGreaterThan(65_536)
    expect([result.error, result.log]).toEqual([null, []])
  })

  test('a filter drops records', async () => {
    const chain = await open([atLeast('warn')])
    const result = await chain.process(batch([log('info'), log('warn'), log('debug'), log('error')]), none)
    expect(values(result)).toEqual([log('warn'), log('error')])
    expect(ends(result)).toEqual({ parents: [1, 3], fates: 'dsds', endedIn: '0101' })
  })

  test('an error of a record: what was done by then is sent, what comes after is not processed', async () => {
    const chain = await open([atLeast('warn')])
    const result = await chain.process(batch([log('warn'), log('info'), 'no', log('error')], 100), none)
    expect(values(result)).toEqual([log('warn')])
    expect(ends(result)).toEqual({ parents: [0], fates: 'sdeu', endedIn: '1000' })
    expect(result.error).toEqual({
      hint: 'record has no level',
      kind: 'filter',
      offset: 102,
      key: null,
      value: utf8('no'),
      step: 0,
      smartModule: 'log-level',
    })
    // the chain goes on with the next batch
    expect(values(await chain.process(batch([log('error')]), none))).toEqual([log('error')])
  })

  test('no records are a call too', async () => {
    const chain = await open([scrub()])
    const result = await chain.process(batch([]), none)
    expect([result.count, toHex(result.records), result.steps[0]?.calls]).toEqual([0, '00000000', 1])
  })

  test('records keep attributes, deltas and headers; an empty key is not a null key', async () => {
    const records = [
      record({ attributes: 3, offsetDelta: 5, timestampDelta: -70_000, key: new Uint8Array(0), headers: 0 }),
      record({ offsetDelta: 9, value: utf8('x') }),
    ]
    const list = encodeRecordList(records)
    const chain = await open([scrub()])
    const result = await chain.process({ records: list, baseOffset: 3, baseTimestamp: -1 }, none)
    expect(toHex(result.records)).toBe(toHex(list))
    expect([...result.parents]).toEqual([0, 1])
  })
})

describe('several steps', () => {
  test('the successes of one are the input of the next', async () => {
    const chain = await open([atLeast('info'), scrub(), atLeast('error')])
    const result = await chain.process(batch([log('debug'), log('info'), log('error'), log('warn')]), none)
    expect(values(result)).toEqual([log('error')])
    expect(ends(result)).toEqual({ parents: [2], fates: 'ddsd', endedIn: '0232' })
    expect(result.steps.map(({ recordsIn, recordsOut }) => [recordsIn, recordsOut])).toEqual([
      [4, 3],
      [3, 3],
      [3, 1],
    ])
  })

  test('an error in one step: its successes bypass the steps after it', async () => {
    const chain = await open([isJson(), scrub()])
    const result = await chain.process(batch(['"987-65-4320"', 'oops', '1'], 4), none)
    expect(values(result)).toEqual(['"987-65-4320"'])
    expect(ends(result)).toEqual({ parents: [0], fates: 'seu', endedIn: '200' })
    expect([result.error?.step, result.error?.smartModule, result.error?.offset]).toEqual([0, 'require-json', 5])
    expect(result.steps[1]).toMatchObject({ recordsIn: 0, recordsOut: 0, calls: 0, ms: 0 })
  })

  test('all steps are called, also when nothing is left', async () => {
    const chain = await open([atLeast('error'), scrub()])
    const result = await chain.process(batch([log('info')]), none)
    expect(ends(result)).toEqual({ parents: [], fates: 'd', endedIn: '0' })
    expect(result.steps[1]?.calls).toBe(1)
  })

  test('none: the batch comes out as it went in, as a copy', async () => {
    const chain = await open([])
    const input = batch(['a', 'b'])
    const result = await chain.process(input, none)
    expect(toHex(result.records)).toBe(toHex(input.records))
    expect(result.records.buffer).not.toBe(input.records.buffer)
    expect(ends(result)).toEqual({ parents: [0, 1], fates: 'ss', endedIn: '00' })
  })

  test('an error names its step', async () => {
    const chain = createChain()
    const steps = [scrub(), { ...atLeast('nonsense'), name: 'mine' }]
    await expect(chain.open({ steps }, none)).rejects.toMatchObject({
      code: 'E_INIT',
      step: 1,
      details: { smartModule: 'mine', hint: 'min_level: "nonsense" is not a level; use debug, info, warn or error' },
    })
  })

  test('a module that was compiled before', async () => {
    const chain = createChain()
    const [opened] = await chain.open({ steps: [scrub()] }, none)
    const again = await open([{ ...scrub(), code: opened?.module as WebAssembly.Module }])
    expect(values(await again.process(batch(['987-65-4320']), none))).toEqual(['***-**-****'])
  })
})

/** Hands its input's records on as its output: drops 12 bytes of base offset and length, ends with a zero byte. */
const echo: Part = [
  ...op.get(0),
  ...op.i32(12),
  ...op.add,
  ...op.get(1),
  ...op.i32(-19),
  ...op.add,
  ...op.call(COPY),
  ...op.i32(0),
]
const two = output([{ value: utf8('x') }, { value: utf8('y') }])

describe('array_map', () => {
  test('is fed one record a call, so that its outputs have parents', async () => {
    const chain = await open([step(answering(two, 0, { kind: 'array_map' }))])
    const result = await chain.process(batch(['a', 'b', 'c']), none)
    expect(values(result)).toEqual(['x', 'y', 'x', 'y', 'x', 'y'])
    expect(ends(result)).toEqual({ parents: [0, 0, 1, 1, 2, 2], fates: 'sss', endedIn: '111' })
    expect(result.steps[0]?.calls).toBe(3)
  })

  test('each call holds the record as it is in the batch', async () => {
    const chain = await open([step(handMade({ kind: 'array_map', code: echo }))])
    const input = batch(['a', 'b', 'c'], 7)
    const result = await chain.process(input, none)
    expect(toHex(result.records)).toBe(toHex(input.records))
  })

  test('an error stops the feeding', async () => {
    const chain = await open([step(answering(outputWithError([{}], 'no', 0), 0, { kind: 'array_map' }))])
    const result = await chain.process(batch(['a', 'b']), none)
    expect(ends(result)).toEqual({ parents: [0], fates: 'eu', endedIn: '00' })
    expect([result.count, result.steps[0]?.calls]).toEqual([1, 1])
  })

  test('steps after it get the records of one parent a call', async () => {
    const chain = await open([
      atLeast('warn'),
      step(answering(two, 0, { kind: 'array_map' })),
      step(handMade({ kind: 'map', code: echo })),
      step(answering(two, 0, { kind: 'array_map' })),
    ])
    const result = await chain.process(batch([log('info'), log('warn'), log('error')]), none)
    expect(ends(result)).toEqual({ parents: [1, 1, 1, 1, 2, 2, 2, 2], fates: 'dss', endedIn: '044' })
    expect(result.steps.map(({ calls }) => calls)).toEqual([1, 2, 2, 4])
  })

  test('a parent counts as failed when one of its records fails', async () => {
    const levels = output([{ value: utf8(log('warn')) }, { value: utf8('no level') }])
    const chain = await open([step(answering(levels, 0, { kind: 'array_map' })), atLeast('info'), scrub()])
    const result = await chain.process(batch(['a', 'b']), none)
    expect(values(result)).toEqual([log('warn')])
    expect(ends(result)).toEqual({ parents: [0], fates: 'eu', endedIn: '11' })
  })

  test('that drops all: the steps after it are called once', async () => {
    const chain = await open([step(answering(output([]), 0, { kind: 'array_map' })), scrub()])
    const result = await chain.process(batch(['a', 'b']), none)
    expect(ends(result)).toEqual({ parents: [], fates: 'dd', endedIn: '00' })
    expect(result.steps.map(({ calls }) => calls)).toEqual([2, 1])
  })
})

describe('aggregate', () => {
  const accumulators = async (chain: Chain, ...batches: string[][]) => {
    const found: (string | null)[] = []
    for (const records of batches) {
      const { steps } = await chain.process(batch(records), none)
      const accumulator = steps[0]?.accumulator
      found.push(accumulator ? text(accumulator) : null)
    }
    return found
  }

  test('gets its accumulator back with each batch', async () => {
    const chain = await open([step(sample('interface-of-2022'))])
    expect(await accumulators(chain, ['1', '2'], [], ['4'])).toEqual(['3', '3', '7'])
  })

  test('starts with the one that was given', async () => {
    const chain = await open([step(sample('interface-of-2022'), { accumulator: utf8('100') })])
    expect(await accumulators(chain, ['1'])).toEqual(['101'])
  })

  test('after an error it is that of the last success', async () => {
    const chain = await open([step(sample('interface-of-2022'))])
    expect(await accumulators(chain, ['1', 'two', '3'], ['4'])).toEqual(['1', '5'])
  })

  test('of today gives its accumulator after the records', async () => {
    const chain = await open([step(answering(output([{ value: utf8('v') }], utf8('acc')), 0, { kind: 'aggregate' }))])
    const result = await chain.process(batch(['a']), none)
    expect([values(result), text(result.steps[0]?.accumulator as Uint8Array)]).toEqual([['v'], 'acc'])
  })

  test('with two parameters it is the value of the last success', async () => {
    const bytes = output([{ value: utf8('1') }, { value: utf8('three') }])
    const code = [...op.i32(16), ...op.i32(bytes.length), ...op.call(COPY), ...op.i32(2)]
    const functions = [{ exports: ['aggregate'], type: TYPE.two, code }]
    const chain = await open([step(handMade({ functions, data: [[16, bytes]] }))])
    expect(await accumulators(chain, ['a', 'b'])).toEqual(['three'])
  })
})

describe('deltas a module made up', () => {
  test.each([
    ['beyond the batch', [{ offsetDelta: 7 }], [-1]],
    ['negative', [{ offsetDelta: -1 }], [-1]],
    ['twice', [{ offsetDelta: 1 }, { offsetDelta: 1 }], [1, 1]],
    ['backwards', [{ offsetDelta: 2 }, { offsetDelta: 0 }], [2, 0]],
    ['more than 32 bits', [{ offsetDelta: 2 ** 40 }], [-1]],
  ])('%s', async (_, records, parents) => {
    const chain = await open([step(answering(output(records)))])
    const result = await chain.process(batch(['a', 'b', 'c']), none)
    expect([...result.parents]).toEqual(parents)
    expect(decodeRecordList(result.records).records.length).toBe(records.length)
  })

  test('an error at an offset outside the batch is laid to the record after the last success', async () => {
    const chain = await open([step(answering(outputWithError([{ offsetDelta: 1 }], 'no', 42)))])
    const result = await chain.process(batch(['a', 'b', 'c', 'd']), none)
    expect(ends(result)).toEqual({ parents: [1], fates: 'dseu', endedIn: '0100' })
    expect(result.error).toMatchObject({ hint: 'no', offset: 42, kind: 'filter', value: utf8('bad') })
  })
})

test('a batch that is not a record list is the module’s to refuse', async () => {
  const chain = await open([scrub()])
  const broken = { records: Uint8Array.of(0, 0, 0, 9, 1), baseOffset: 0, baseTimestamp: 0 }
  await expect(chain.process(broken, none)).rejects.toMatchObject({ code: 'E_STATUS', details: { status: -11 } })
})

test('memory stays flat where outputs can be freed', async () => {
  const chain = await open([scrub()])
  const input = batch(new Array(500).fill('x'.repeat(200)))
  const first = await chain.process(input, none)
  let last = first
  for (let i = 0; i < 300; i++) last = await chain.process(input, none)
  expect(last.steps[0]?.memoryBytes).toBe(first.steps[0]?.memoryBytes)
})
