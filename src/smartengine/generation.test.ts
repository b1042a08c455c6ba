import { describe, expect, test } from 'vitest'
import { toHex } from '../protocol/bytes.ts'
import { decodeRecordList } from '../protocol/recordList.ts'
import { createChain } from './chain.ts'
import type { StepSpec } from './chainHost.ts'
import { answering, COPY, handMade, TYPE } from './testing/handMade.ts'
import { output } from './testing/outputs.ts'
import { batch, open, sample, step } from './testing/run.ts'
import { op, type Part } from './testing/wasmEncoder.ts'

async function generation(spec: StepSpec): Promise<string | null | undefined> {
  const [opened] = await createChain().open({ steps: [spec] }, () => {})
  return opened?.generation
}

/** Answers -11 when the version is one of these, else 0. */
const refusing = (...versions: number[]): Part => [
  ...versions.flatMap((version) => [
    ...op.get(2),
    ...op.i32(version),
    ...op.equals,
    ...op.when([...op.i32(-11), ...op.return]),
  ]),
  ...op.i32(0),
]

describe('the generation of', () => {
  test.each([
    ['a module of today', handMade({ code: refusing() }), 'v25'],
    ['0.7.0', handMade({ code: refusing(23) }), 'v20'],
    ['0.1 to 0.6', handMade({ code: refusing(23, 20) }), 'v16'],
    ['one that refuses empty lists with a status of its own', handMade({ code: op.i32(-22) }), 'v25'],
    ['one that fails when asked', handMade({ code: op.unreachable }), 'v25'],
    ['regex-scrubbing', sample('regex-scrubbing'), 'v25'],
    ['interface-of-2022', sample('interface-of-2022'), 'v16'],
    ['two-argument-map', sample('two-argument-map'), '2021-10'],
  ])('%s', async (_, bytes, expected) => {
    expect(await generation(step(bytes))).toBe(expected)
  })

  const of2021 = (code: Part, kind = 'map') =>
    handMade({ functions: [{ exports: [kind], type: TYPE.two, code }], data: [[16, [0, 0, 0, 0, 0]]] })
  const handsOver = (length: number): Part => [...op.i32(16), ...op.i32(length), ...op.call(COPY), ...op.i32(0)]

  test.each([
    ['spring 2021: a bare list', of2021(handsOver(4)), '2021-raw'],
    ['autumn 2021', of2021(handsOver(5)), '2021-10'],
    ['one that fails when asked', of2021(op.unreachable), '2021-10'],
    ['an aggregate of August 2021', of2021(op.i32(0), 'aggregate'), '2021-08'],
    ['an aggregate of October 2021', of2021(op.i32(-11), 'aggregate'), '2021-10'],
  ])('two parameters, %s', async (_, bytes, expected) => {
    expect(await generation(step(bytes))).toBe(expected)
  })
})

describe('a module of the spring of 2021', () => {
  test('gets a bare record list and gives one', async () => {
    const code = [...op.get(0), ...op.get(1), ...op.call(COPY), ...op.i32(1)]
    // asked with 18 zero bytes it would hand over 18 of them: only the first four, to be taken for what it is
    const asked = [
      ...op.get(1),
      ...op.i32(18),
      ...op.equals,
      ...op.when([...op.get(0), ...op.i32(4), ...op.call(COPY), ...op.i32(0), ...op.return]),
    ]
    const chain = await open([
      step(handMade({ functions: [{ exports: ['map'], type: TYPE.two, code: [...asked, ...code] }] })),
    ])
    const input = batch(['a', 'b'])
    const { records, parents } = await chain.process(input, () => {})
    expect(toHex(records)).toBe(toHex(input.records))
    expect([...parents]).toEqual([0, 1])
  })
})

test('finding out costs the stream no call: its instance has seen none', async () => {
  // counts its calls in a global and says the number as its status
  const count = [...op.globalGet(0), ...op.i32(-1), ...op.add, ...op.globalSet(0), ...op.globalGet(0)]
  const chain = await open([step(handMade({ code: count, globals: [0] }))])
  await expect(chain.process(batch(['a']), () => {})).rejects.toMatchObject({ details: { status: -1 } })
})

describe('the exact input', () => {
  /** Hands over its input as the value of one record: the host's bytes as the module sees them. */
  const input = async (kind: string, length: number, more: Partial<StepSpec> = {}) => {
    // count 1; a record's length, attributes, deltas, no key, the value's length; after the value zeros are right
    const twoBytes = (value: number) => [((2 * value) & 0x7f) | 0x80, (2 * value) >> 7]
    const head = [0, 0, 0, 1, ...twoBytes(length + 7), 0, 0, 0, 0, ...twoBytes(length)]
    const at = 2048
    const bytes = handMade({
      kind,
      code: [...op.i32(at - head.length), ...op.i32(head.length + length + 6), ...op.call(COPY), ...op.i32(1)],
      alloc: op.i32(at),
      data: [[at - head.length, head]],
    })
    const chain = await open([step(bytes, more)])
    const { records } = await chain.process(batch(['hi'], 10), () => {})
    return toHex(decodeRecordList(records).records[0]?.value ?? new Uint8Array(0))
  }
  // base offset 10; 13 bytes: one record "hi"; base timestamp
  const after = '0000018bcfe56800'
  const common = '000000000000000a' + '0000000d' + '00000001100000000004686900'

  test('of a map', async () => {
    expect(await input('map', 33)).toBe(`${common}${after}`)
  })

  test('of an aggregate', async () => {
    const accumulator = Uint8Array.of(1, 2, 3)
    expect(await input('aggregate', 40, { accumulator })).toBe(`${common}${after}00000003010203`)
  })
})

test('old-style params: they go into each call as well', async () => {
  // answers the byte count of its input as a negative status: 12 + 13 (records) + 2 + 4 + 4 (a: "bb") + 4
  const code = [...refusing(23, 20), ...[0x1a], ...op.i32(0), ...op.get(1), ...[0x6b]]
  const bytes = handMade({ code, kind: 'map' })
  const status = async (params: Record<string, string>) => {
    const chain = await open([step(bytes, { params })])
    return chain
      .process(batch(['hi']), () => {})
      .then(
        () => 0,
        (error) => error.details.status,
      )
  }
  expect((await status({})) - (await status({ a: 'bb' }))).toBe(2 + 1 + 2 + 2)
})

test('an output the module wrote with wrong lengths is sent with right ones', async () => {
  const bytes = output([{ value: Uint8Array.of(65) }])
  bytes[4] = 8 // says 4 bytes, has 7
  const chain = await open([step(answering([...bytes, 0, 0, 0]))])
  const { records } = await chain.process(batch(['a']), () => {})
  expect(toHex(records)).toBe('00000001' + '0e000000000241' + '00')
})
