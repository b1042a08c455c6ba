import { describe, expect, test } from 'vitest'
import { originalOffset, preflight } from './preflight.ts'
import { answering } from './testing/handMade.ts'
import { failure, sample } from './testing/run.ts'
import { body, customSection, functionType, I32, name, op, section, vector, wasm } from './testing/wasmEncoder.ts'

const NOTHING = [0, 0, 0, 0, 0]
const refused = (bytes: Uint8Array<ArrayBuffer>) => failure(() => preflight(bytes))

describe('maximums', () => {
  test.each([
    ['none', [0, 2], 40],
    ['higher than the cap', [1, 2, 100], 40],
    ['lower than the cap', [1, 2, 3], 3],
  ])('of the memory: %s', async (_, memory, expected) => {
    const { rewritten, facts } = preflight(answering(NOTHING, 0, { memory }), { memoryPages: 40 })
    const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(rewritten), {
      env: { copy_records() {} },
    })
    const grown = exports.memory as WebAssembly.Memory
    grown.grow(expected - 2)
    expect(() => grown.grow(1)).toThrow(RangeError)
    expect(facts.memoryCap).toBe(expected)
  })

  test('of a table', async () => {
    const parts = { tables: [[0x70, 0, 1]], rawExports: [[...name('table'), 1, 0]] }
    const { rewritten, facts } = preflight(answering(NOTHING, 0, parts), { tableEntries: 10 })
    const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(rewritten), {
      env: { copy_records() {} },
    })
    const table = exports.table as WebAssembly.Table
    expect(table.grow(9)).toBe(1)
    expect(() => table.grow(1)).toThrow(RangeError)
    expect(facts.tables).toEqual([{ min: 1, max: null }])
  })

  test('bytes are left alone when nothing exceeds', () => {
    const bytes = answering(NOTHING, 0, { memory: [1, 2, 3] })
    const { rewritten, facts } = preflight(bytes)
    expect(rewritten).toBe(bytes)
    expect(facts.shifts).toEqual([])
  })

  test('offsets are led back to the file', () => {
    const bytes = answering(NOTHING, 0, { tables: [[0x70, 0, 1]], memory: [0, 2] })
    const { rewritten, facts } = preflight(bytes)
    const code = facts.sections.find(({ id }) => id === 10)
    const moved = rewritten.length - bytes.length
    expect(moved).toBeGreaterThan(0)
    expect(originalOffset(facts.shifts, (code?.at ?? 0) + moved)).toBe(code?.at)
    expect(originalOffset(facts.shifts, 9)).toBe(9)
  })
})

describe('facts', () => {
  test('of a sample', () => {
    const { facts, rewritten } = preflight(sample('regex-scrubbing'))
    expect(facts).toMatchObject({ kind: 'map', parameters: 3, hasInit: false, hasLookBack: false, hasDealloc: true })
    expect(facts.imports).toContainEqual({
      module: 'env',
      name: 'copy_records',
      kind: 'function',
      provided: 'yes',
      signature: '(i32, i32) -> ()',
    })
    expect(facts.exports).toContainEqual({ name: 'map', type: 'function', signature: '(i32, i32, i32) -> i32' })
    expect(facts.memory.max).toBe(null)
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
    expect(WebAssembly.validate(rewritten)).toBe(true)
  })

  test('producers and names', () => {
    const producers = vector([[...name('language'), ...vector([[...name('Rust'), ...name('')]])]])
    const after = [customSection('producers', producers), customSection('name', [])]
    const { facts } = preflight(answering(NOTHING, 0, { after }))
    expect([facts.producers, facts.hasNames]).toEqual([{ language: 'Rust' }, true])
  })

  test('broken producers are passed over', () => {
    expect(preflight(answering(NOTHING, 0, { after: [customSection('producers', [200])] })).facts.producers).toBe(null)
  })

  test('all of today’s section kinds are read', async () => {
    const bytes = wasm(
      section(
        1,
        vector([
          functionType([], []),
          functionType([I32], [I32]),
          functionType([I32, I32, I32], [I32]),
          functionType([I32, I32], []),
        ]),
      ),
      section(2, vector([[...name('env'), ...name('copy_records'), 0, 3]])),
      section(3, vector([[1], [2]])),
      section(4, vector([[0x70, 0, 4]])),
      section(5, vector([[0, 1]])),
      section(13, vector([[0, 0]])),
      section(
        6,
        vector([
          [I32, 0, ...op.i32(7), 0x0b],
          [0x7b, 0, 0xfd, 12, ...new Array<number>(16).fill(0), 0x0b],
        ]),
      ),
      section(
        7,
        vector([
          [...name('memory'), 2, 0],
          [...name('alloc'), 0, 1],
          [...name('map'), 0, 2],
        ]),
      ),
      section(
        9,
        vector([
          [0, ...op.i32(0), 0x0b, 1, 1],
          [5, 0x70, 1, 0xd2, 1, 0x0b],
          [3, 0, 1, 2],
        ]),
      ),
      section(12, [2]),
      section(10, vector([body(op.i32(8)), body(op.i32(-1), [[3, 0x7b]])])),
      section(
        11,
        vector([
          [0, ...op.i32(0), 0x0b, 1, 65],
          [1, 1, 66],
        ]),
      ),
    )
    const { facts, rewritten } = preflight(bytes)
    await WebAssembly.compile(rewritten)
    expect(facts.sections.map(({ name: title }) => title)).toEqual([
      'type',
      'import',
      'function',
      'table',
      'memory',
      'tag',
      'global',
      'export',
      'element',
      'data count',
      'code',
      'data',
    ])
  })

  test('extended constants are read', async () => {
    const sum = [...op.i32(7), ...op.i32(1), 0x6a, 0x0b]
    expect((await refused(wasm(section(6, vector([[I32, 0, ...sum]]))))).code).toBe('E_NO_KIND')
  })
})
