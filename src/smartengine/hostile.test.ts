import { describe, expect, test, vi } from 'vitest'
import type { Bytes } from '../protocol/bytes.ts'
import { createChain } from './chain.ts'
import type { StepSpec } from './chainHost.ts'
import type { EngineError } from './engineError.ts'
import type { PreflightLimits } from './preflight.ts'
import { answering, COPY, handMade, TYPE } from './testing/handMade.ts'
import { output } from './testing/outputs.ts'
import { batch, failure, open, sample, step } from './testing/run.ts'
import { customSection, name, op, type Part, u32, vector } from './testing/wasmEncoder.ts'

/** Modules made to harm, by rows of the list of attacks: what they do must end in the right EngineError. */

const NOTHING = [0, 0, 0, 0, 0]
const copy = (at: number, length: number): Part => [...op.i32(at), ...op.i32(length), ...op.call(COPY)]

/** Runs one batch, and returns the error of it. */
async function run(bytes: Bytes, limits: PreflightLimits = {}, more: Partial<StepSpec> = {}): Promise<EngineError> {
  const chain = await open([step(bytes, more, limits)])
  const error = await failure(chain.process(batch(['a', 'b'], 40), () => {}))
  // and it stays so: a chain that failed does not enter its modules again
  expect(await failure(chain.process(batch(['a']), () => {}))).toBe(error)
  return error
}

describe('memory', () => {
  // grows page by page until that is refused, then fails
  const grow = op.forever([
    ...[...op.i32(1), ...op.memoryGrow, ...op.i32(-1), ...op.equals],
    ...op.when([...op.i32(-7), ...op.return]),
  ])

  test('growing stops at the cap, and a negative status there is a lack of memory', async () => {
    const error = await run(handMade({ code: [...grow, ...op.i32(0)] }), { memoryPages: 30 })
    expect(error.code).toBe('E_MEMORY')
    expect(error.details).toMatchObject({
      pages: 30,
      limit: 30,
      stage: 'filter',
      memoryBytes: 30 * 65_536,
      baseOffset: 40,
    })
  })

  test('so is a trap, with the failure as its cause', async () => {
    const code = [...op.i32(26), ...op.memoryGrow, ...op.drop, ...op.i32(1), ...op.i32(0), ...op.divide]
    const error = await run(handMade({ code }), { memoryPages: 30 })
    expect([error.code, error.details.pages, error.details.raw]).toEqual(['E_MEMORY', 28, 'divide by zero'])
  })

  test('a trap below that is a trap, also in a memory that is full from the start', async () => {
    const code = [...op.i32(1), ...op.i32(0), ...op.divide]
    const part = [...op.i32(10), ...op.memoryGrow, ...op.drop, ...code]
    expect((await run(handMade({ code: part }), { memoryPages: 30 })).code).toBe('E_TRAP')
    expect((await run(handMade({ code, memory: [1, 2, 2] }))).code).toBe('E_TRAP')
  })

  test('a module that takes much before its first record does not get it twice', async () => {
    const much = [...op.i32(300), ...op.memoryGrow]
    const memories: WebAssembly.Memory[] = []
    const instantiate = WebAssembly.instantiate
    const spy = vi.spyOn(WebAssembly, 'instantiate')
    spy.mockImplementation(async (...args: unknown[]) => {
      const instance = (await instantiate(...(args as [WebAssembly.Module]))) as unknown as WebAssembly.Instance
      memories.push(instance.exports.memory as WebAssembly.Memory)
      return instance as never
    })
    const pages = () => memories.map(({ buffer }) => buffer.byteLength / 65_536).sort()
    try {
      const failing = handMade({ code: [...much, ...op.unreachable] })
      const error = await failure(open([step(failing)]))
      expect([error.code, error.details.stage, pages()]).toEqual(['E_TRAP', 'filter', [2, 302]])
      memories.length = 0
      const returning = handMade({ code: [...op.globalGet(0), ...much, ...op.globalSet(0)], globals: [0] })
      const chain = await open([step(returning)])
      expect(pages()).toEqual([2, 302])
      await failure(chain.process(batch(['a']), () => {}))
      expect(pages()).toEqual([2, 602])
      memories.length = 0
      const functions = [{ exports: ['init'], type: TYPE.transform, code: [...much, ...op.drop, ...op.i32(0)] }]
      expect(await open([step(handMade({ code: op.i32(0), functions }))])).toBeDefined()
      expect(pages()).toEqual([302])
    } finally {
      spy.mockRestore()
    }
  })

  test('a buffer that doubles until there is no memory left', async () => {
    const chain = await open([step(sample('grows-memory'))])
    const records = batch(new Array(20).fill('x'))
    const error = await failure(chain.process(records, () => {}))
    expect([error.code, error.details.limit]).toEqual(['E_MEMORY', 4096])
  })
})

test('recursion without end', async () => {
  const error = await run(
    handMade({ code: [...op.get(0), ...op.get(1), ...op.get(2), ...op.call(2), ...op.i32(1), ...op.add] }),
  )
  expect([error.code, error.details.stage]).toEqual(['E_STACK', 'filter'])
})

describe('alloc', () => {
  test.each([
    [-8, 4_294_967_288],
    [0x7fff_ffff, 2_147_483_647],
    [131_072, 131_072],
  ])('that answers %d', async (answer, pointer) => {
    const error = await run(handMade({ alloc: op.i32(answer), code: op.i32(0) }))
    expect(error.code).toBe('E_ALLOC')
    expect(error.details).toMatchObject({ pointer, memoryBytes: 131_072, stage: 'alloc' })
    expect(error.message).toContain(`answered ${pointer}, which is outside the module's 131072 bytes`)
  })

  test('that traps', async () => {
    const error = await run(handMade({ alloc: op.unreachable, code: op.i32(0) }))
    expect([error.code, error.details.stage, error.details.raw]).toEqual(['E_TRAP', 'alloc', 'unreachable'])
  })

  test('that grows the memory: the input goes where it is', async () => {
    const alloc = [...op.i32(2), ...op.memoryGrow, ...op.drop, ...op.i32(150_000)]
    // hands over what it was given, from the record list on: base offset and length take 12 bytes
    const code = [...op.get(0), ...op.i32(12), ...op.add, ...op.i32(13 + 1), ...op.call(COPY), ...op.i32(1)]
    const chain = await open([step(handMade({ alloc, code }))])
    const { count, parents } = await chain.process(batch(['hi']), () => {})
    expect([count, [...parents]]).toEqual([1, [0]])
  })
})

describe('copy_records', () => {
  test.each([
    [0, -1, 'copy_records(0, 4294967295) is outside the module’s 131072 bytes'],
    [-8, 16, 'copy_records(4294967288, 16) is outside the module’s 131072 bytes'],
    [131_072, 1, 'copy_records(131072, 1) is outside the module’s 131072 bytes'],
    [0, 256 * 1024 * 1024, 'copy_records(0, 268435456) is outside the module’s 131072 bytes'],
  ])('outside memory: (%d, %d)', async (pointer, length, message) => {
    const error = await run(handMade({ code: [...copy(pointer, length), ...op.i32(0)] }))
    expect([error.code, error.message]).toEqual(['E_OUT_OF_BOUNDS', message.replace('’', "'")])
  })

  test('called again and again', async () => {
    const error = await run(handMade({ code: [...op.forever(copy(0, 5)), ...op.i32(0)] }))
    expect([error.code, error.details.limit, error.details.stage]).toEqual(['E_COPY_CALLS', 1000, 'filter'])
  })

  test('a module that catches what stops it is stopped all the same', async () => {
    const again = [...new Array(1001).fill(copy(0, 5)).flat()] as number[]
    const error = await run(handMade({ code: [...op.tryCatchAll(again), ...op.i32(0)] }))
    expect(error.code).toBe('E_COPY_CALLS')
  })

  test('a thousand calls are allowed, and the last one counts', async () => {
    const first = new Array(999).fill(copy(70_000, 5)).flat() as number[]
    const code = [...first, ...copy(16, 5), ...op.i32(0)]
    const chain = await open([
      step(
        handMade({
          code,
          data: [
            [16, NOTHING],
            [70_000, [9, 9, 9, 9, 9]],
          ],
        }),
      ),
    ])
    expect((await chain.process(batch(['a']), () => {})).count).toBe(0)
  })

  test('never called', async () => {
    expect((await run(handMade({ code: op.i32(5) }))).code).toBe('E_NO_OUTPUT')
  })

  test('is read after the function has returned', async () => {
    const output = [0, 0, 0, 1, 16, 0, 0, 0, 0, 4, 104, 105, 0, 0]
    // points to zeros first, then writes the record's count
    const code = [...copy(16, output.length), ...op.i32(19), ...op.i32(1), ...op.store8, ...op.i32(1)]
    const chain = await open([step(handMade({ code, data: [[20, output.slice(4)]] }))])
    expect((await chain.process(batch(['a']), () => {})).count).toBe(1)
  })

  test('in a start function it is forgotten', async () => {
    const bytes = handMade({ code: op.i32(0), start: copy(16, 5), data: [[16, NOTHING]] })
    expect((await run(bytes)).code).toBe('E_NO_OUTPUT')
  })
})

describe('output', () => {
  test.each([
    ['empty', [], 0],
    ['a count without records', [0, 0, 0, 1, 0], 0],
    ['a record that is too long', [0, 0, 0, 1, 40, 0, 0, 0, 0, 2, 65, 0, 0], 4],
    ['a tag that is none', [0, 0, 0, 0, 7], 4],
    ['no tag', [0, 0, 0, 0], 4],
    ['an error that ends', [0, 0, 0, 0, 1, 0, 9], 7],
  ])('that is not records: %s', async (_, bytes, at) => {
    const error = await run(answering(bytes))
    expect([error.code, error.details.at, error.details.stage]).toEqual(['E_BAD_OUTPUT', at, 'filter'])
    expect(error.details.expected).toBeTypeOf('string')
  })

  test('with a negative count: none, as Fluvio reads it', async () => {
    const chain = await open([step(answering([255, 255, 255, 255, 0]))])
    expect(await chain.process(batch(['a']), () => {})).toMatchObject({ count: 0, error: null })
  })

  test('without the accumulator of an aggregate', async () => {
    expect((await run(answering(NOTHING, 0, { kind: 'aggregate' }))).code).toBe('E_BAD_OUTPUT')
  })

  test('of more bytes than allowed', async () => {
    const length = 33_554_433
    const error = await run(handMade({ code: [...copy(0, length), ...op.i32(0)], memory: [0, ...u32(513)] }))
    expect([error.code, error.details.bytes, error.details.limit]).toEqual(['E_OUTPUT_TOO_BIG', length, 33_554_432])
  })

  test('of more records than allowed', async () => {
    const count = [0, 1, 0x86, 0xa1] // 100,001
    const code = [...copy(16, 7 * 100_001 + 4), ...op.i32(0)]
    const error = await run(handMade({ code, memory: [0, 20], data: [[16, count]] }))
    expect([error.code, error.details.count, error.details.limit]).toEqual(['E_TOO_MANY_RECORDS', 100_001, 100_000])
  })

  test('of an array_map that sums up over the records of a batch', async () => {
    const record = [12, 0, 0, 0, 0, 0, 0]
    const many = [0, 0, 0xc3, 0x51, ...new Array(50_001).fill(record).flat(), 0]
    const error = await run(answering(many, 0, { kind: 'array_map', memory: [0, 10], alloc: op.i32(600_000) }))
    expect([error.code, error.details.count]).toEqual(['E_TOO_MANY_RECORDS', 100_002])
  })

  test('that an SPU takes: the answer’s number is ignored, and so are bytes after the end', async () => {
    const chain = await open([step(answering([...output([{ value: Uint8Array.of(65) }]), 1, 2, 3], 99))])
    expect((await chain.process(batch(['a']), () => {})).count).toBe(1)
  })
})

describe('status', () => {
  test.each([
    [-1, 'encountered unknown error during SmartModule processing'],
    [-11, 'failed to decode SmartModule base input'],
    [-22, 'failed to decode SmartModule record input'],
    [-33, 'failed to encode SmartModule output'],
    [-44, 'failed to parse SmartModule extra params'],
    [-55, 'undefined right record in Join SmartModule'],
    [-12_345, 'encountered unknown error during SmartModule processing'],
    [-2_147_483_648, 'encountered unknown error during SmartModule processing'],
  ])('%d of a transform', async (status, text) => {
    const error = await run(handMade({ code: op.i32(status), kind: 'map' }))
    expect(error.code).toBe('E_STATUS')
    expect(error.details).toMatchObject({ status, text, stage: 'map', smartModule: 'under-test', baseOffset: 40 })
    expect(error.message).toBe(`${text} (status ${status})`)
    expect(error.step).toBe(0)
  })

  test('of a transform wins over what it copied', async () => {
    expect((await run(handMade({ code: [...copy(0, -1), ...op.i32(-33)] }))).code).toBe('E_STATUS')
  })

  const started = (exported: string, code: Part, data: readonly number[] = []) =>
    handMade({ code: op.i32(-1), functions: [{ exports: [exported], type: TYPE.transform, code }], data: [[16, data]] })
  const hint = [0, 4, 0x6f, 0x6f, 0x70, 0x73]

  test.each([
    [-1, 'encountered unknown error during SmartModule processing'],
    [-10, 'failed to decode SmartModule init input'],
    [-11, 'failed to encode SmartModule init output'],
  ])('%d of init', async (status, text) => {
    const error = await failure(open([step(started('init', op.i32(status)))]))
    expect([error.code, error.details.text, error.details.stage]).toEqual(['E_STATUS', text, 'init'])
  })

  test('-2 of init is an error with a text', async () => {
    const error = await failure(open([step(started('init', [...copy(16, 6), ...op.i32(-2)], hint))]))
    expect([error.code, error.message, error.details.hint]).toEqual(['E_INIT', 'oops', 'oops'])
    expect(error.details.rendered).toBe('oops\n\nSmartModule Init Error: \n')
  })

  test('positive numbers of init are success', async () => {
    await open([step(started('init', op.i32(10)))])
  })

  test('-2 of init without a text', async () => {
    expect((await failure(open([step(started('init', op.i32(-2)))]))).code).toBe('E_NO_OUTPUT')
    const cut = started('init', [...copy(16, 5), ...op.i32(-2)], hint)
    expect((await failure(open([step(cut)]))).code).toBe('E_BAD_OUTPUT')
  })

  const lookBack = async (code: Part, data: readonly number[] = []) => {
    const chain = await open([step(started('look_back', code, data), { lookback: { last: 1 } })])
    return failure(chain.lookBack([batch(['a'])], () => {}))
  }

  test.each([
    [-66, 'failed to decode SmartModule look_back input'],
    [-77, 'failed to decode SmartModule look_back record input'],
    [-88, 'failed to encode SmartModule look_back output'],
    [-5, 'encountered unknown error during SmartModule processing'],
  ])('%d of look_back', async (status, text) => {
    const error = await lookBack(op.i32(status))
    expect([error.code, error.details.text, error.details.stage]).toEqual(['E_STATUS', text, 'look_back'])
  })

  test('-99 of look_back is an error with a record', async () => {
    const bytes = [...hint, 0, 0, 0, 0, 0, 0, 0, 3, 0, 2, 0x78]
    const error = await lookBack([...copy(16, bytes.length), ...op.i32(-99)], bytes)
    expect([error.code, error.details.hint, error.details.offset]).toEqual(['E_LOOK_BACK', 'oops', 3])
    expect(error.details.rendered).toBe(
      'oops\n\nSmartModule Lookback Error: \n    Offset: 3\n    Key: NULL\n    Value: x',
    )
  })

  test('a trap of look_back', async () => {
    const error = await lookBack(op.unreachable)
    expect([error.code, error.details.stage]).toEqual(['E_TRAP', 'look_back'])
  })
})

describe('traps', () => {
  test.each([
    ['unreachable', op.unreachable, 'unreachable'],
    ['division by zero', [...op.i32(1), ...op.i32(0), ...op.divide], 'divide by zero'],
    ['a load outside memory', [...op.i32(-4), ...op.load], 'memory access out of bounds'],
  ])('%s', async (_, code, raw) => {
    const error = await run(handMade({ code }))
    expect([error.code, error.message, error.details.raw, error.details.stage]).toEqual(['E_TRAP', raw, raw, 'filter'])
  })

  test('names the function, and the place in the original file', async () => {
    const names = [...[1, ...section7([[2, ...name('scrub')]])]]
    const bytes = handMade({ code: op.unreachable, after: [customSection('name', names)], tables: [[0x70, 0, 1]] })
    const error = await run(bytes)
    const offset = error.details.offset as number
    expect(bytes[offset]).toBe(0x00)
    expect([...bytes.subarray(offset - 3, offset + 2)]).toEqual([0x0b, 3, 0, 0x00, 0x0b])
    expect(error.details.frames).toEqual([`scrub at 0x${offset.toString(16)}`])
  })

  test('an exception that nobody catches', async () => {
    const error = await run(handMade({ code: op.throw, tag: true }))
    expect([error.code, error.details.raw]).toEqual(['E_TRAP', 'an exception that the module did not catch'])
  })

  test('in a start function', async () => {
    const error = await failure(open([step(handMade({ code: op.i32(0), start: op.unreachable }))]))
    expect([error.code, error.details.raw, error.details.stage]).toEqual([
      'E_INSTANTIATE',
      'unreachable',
      'instantiate',
    ])
  })

  test('in init', async () => {
    const functions = [{ exports: ['init'], type: TYPE.transform, code: op.unreachable }]
    const error = await failure(open([step(handMade({ code: op.i32(0), functions }))]))
    expect([error.code, error.details.stage]).toEqual(['E_TRAP', 'init'])
  })

  test('of a sample: nothing crosses', async () => {
    const chain = await open([step(sample('panic-on-empty'))])
    const error = await failure(chain.process(batch(['a', '', 'b']), () => {}))
    expect([error.code, error.details.stage]).toEqual(['E_TRAP', 'map'])
    expect((error.details.frames as string[]).length).toBeGreaterThan(2)
  })
})

test('a body that the compiler refuses', async () => {
  const error = await failure(open([step(handMade({ code: op.add }))]))
  expect([error.code, error.details.stage]).toEqual(['E_COMPILE', 'compile'])
})

test('a segment outside memory', async () => {
  const error = await failure(open([step(handMade({ code: op.i32(0), data: [[200_000, [1]]] }))]))
  expect(error.code).toBe('E_INSTANTIATE')
})

test.each([
  ['a key', { ['k'.repeat(32_768)]: 'v' }],
  ['a value', { k: 'ü'.repeat(16_384) }],
])('%s that is too long for a param', async (_, params) => {
  const error = await failure(open([step(answering(NOTHING), { params })]))
  expect([error.code, error.details.bytes, error.details.limit]).toEqual(['E_PARAM', 32_768, 32_767])
})

test('a module named like a part of every object', async () => {
  const imports = [['__proto__', 'copy_records', TYPE.copy]] as const
  const chain = await open([step(handMade({ copyRecords: false, imports, code: [...copy(16, 5), ...op.i32(0)] }))])
  expect((await chain.process(batch(['a']), () => {})).count).toBe(0)
})

test('stages are told before they are entered', async () => {
  const functions = [
    { exports: ['init'], type: TYPE.transform, code: op.i32(0) },
    { exports: ['look_back'], type: TYPE.transform, code: op.i32(0) },
  ]
  const stages: string[] = []
  const chain = createChain()
  await chain.open({ steps: [step(answering(NOTHING, 0, { functions }))] }, (at, stage) =>
    stages.push(`${at} ${stage}`),
  )
  expect(stages).toEqual(['0 compile', '0 instantiate', '0 alloc', '0 init', '0 probe', '0 alloc', '0 filter'])
  stages.length = 0
  await chain.lookBack([batch(['a'])], (at, stage) => stages.push(`${at} ${stage}`))
  await chain.process(batch(['a']), (at, stage) => stages.push(`${at} ${stage}`))
  expect(stages).toEqual(['0 alloc', '0 look_back', '0 alloc', '0 filter'])
})

test('a trial runs start code and nothing else', async () => {
  const stages: string[] = []
  const functions = [{ exports: ['init'], type: TYPE.transform, code: op.unreachable }]
  const spec = step(handMade({ code: op.unreachable, functions, alloc: op.unreachable }))
  const [opened] = await createChain().open({ steps: [spec], trial: true }, (_, stage) => stages.push(stage))
  expect([opened?.kind, opened?.generation, stages]).toEqual(['filter', null, ['compile', 'instantiate']])
  expect(opened?.module).toBeInstanceOf(WebAssembly.Module)
})

/** A subsection of names: its length, then a map from index to name. */
function section7(entries: readonly Part[]): Part {
  const content = vector(entries)
  return [...u32(content.length), ...content]
}
