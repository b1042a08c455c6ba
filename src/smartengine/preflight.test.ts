import { describe, expect, test } from 'vitest'
import { utf8 } from '../protocol/bytes.ts'
import { LIMITS } from './limits.ts'
import { preflight } from './preflight.ts'
import { answering, handMade, TYPE } from './testing/handMade.ts'
import { failure } from './testing/run.ts'
import { body, customSection, functionType, I32, name, op, section, u32, vector, wasm } from './testing/wasmEncoder.ts'

const NOTHING = [0, 0, 0, 0, 0]
const good = () => answering(NOTHING)
const refused = (bytes: Uint8Array<ArrayBuffer>) => failure(() => preflight(bytes))

describe('a file that is not WebAssembly', () => {
  test.each([
    ['a PNG image', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), '89 50 4e 47 0d 0a'],
    ['a Cargo.toml', utf8('[package]\nname'), '5b 70 61 63 6b 61 67 65 5d 0a 6e 61 6d 65'],
    ['an empty file', new Uint8Array(0), ''],
  ])('shows its first bytes: %s', async (_, bytes, firstBytes) => {
    const error = await refused(bytes)
    expect(error.code).toBe('E_NOT_WASM')
    expect(error.details).toMatchObject({ firstBytes, bytes: bytes.length })
  })

  test('shows its first bytes as text', async () => {
    expect((await refused(utf8('[package]\nname = "x"'))).details.firstText).toBe('[package].name =')
  })
})

describe('a binary that is not a module', () => {
  const header = (...version: number[]) => Uint8Array.from([0, 0x61, 0x73, 0x6d, ...version])

  test.each([
    ['a component', header(0x0d, 0, 1, 0), 'E_COMPONENT'],
    ['version 2', header(2, 0, 0, 0), 'E_VERSION'],
    ['a magic number only', header(), 'E_MALFORMED'],
    ['a module without sections', header(1, 0, 0, 0), 'E_NO_KIND'],
    ['a section beyond the end', Uint8Array.from([...header(1, 0, 0, 0), 1, 5, 0]), 'E_MALFORMED'],
    ['sections out of order', wasm(section(3, [0]), section(1, [0])), 'E_MALFORMED'],
    ['a section twice', wasm(section(1, [0]), section(1, [0])), 'E_MALFORMED'],
    ['an unknown section', wasm(section(14, [0])), 'E_MALFORMED'],
    ['a section that is too long', wasm(section(1, [0, 0])), 'E_MALFORMED'],
    ['functions without bodies', wasm(section(1, vector([functionType([], [])])), section(3, [1, 0])), 'E_MALFORMED'],
    ['a type that does not exist', wasm(section(3, [1, 0])), 'E_MALFORMED'],
    ['a struct type', wasm(section(1, [1, 0x5f, 0])), 'E_MALFORMED'],
    ['a name exported twice', handMade({ code: op.i32(0), rawExports: [[...name('filter'), 2, 0]] }), 'E_MALFORMED'],
    ['a number of 33 bits', wasm(section(1, [0xff, 0xff, 0xff, 0xff, 0x1f])), 'E_MALFORMED'],
  ])('is refused: %s', async (_, bytes, code) => {
    expect((await refused(bytes)).code).toBe(code)
  })

  test('every cut of a module is refused', async () => {
    const whole = handMade({ code: op.i32(0) })
    for (let length = 0; length < whole.length; length++) {
      expect((await refused(whole.slice(0, length))).code).toMatch(/^E_/)
    }
  })

  test('says at which byte', async () => {
    const error = await refused(wasm(section(1, [1, 0x5f, 0])))
    expect(error.details).toMatchObject({ at: 11, expected: 'a function type', found: 'form 0x5f' })
  })
})

describe('limits', () => {
  const repeat = <T>(count: number, item: T): T[] => new Array<T>(count).fill(item)
  const copies = (count: number) => repeat(count, [...name('env'), ...name('copy_records'), 0, TYPE.copy])
  const functions = (count: number) => ({ exports: [], type: TYPE.start, code: [] as number[], count })

  test.each([
    ['imports', handMade({ rawImports: copies(64) }), 'imports', 65, 64],
    ['exports', handMade({ rawExports: repeat(1025, [...name('a'), 2, 0]) }), 'exports', 1027, 1024],
    ['tables', answering(NOTHING, 0, { tables: repeat(5, [0x70, 0, 1]) }), 'tables', 5, 4],
    ['globals', wasm(section(6, u32(100_001))), 'globals', 100_001, 100_000],
    ['types', wasm(section(1, u32(100_001))), 'types', 100_001, 100_000],
    ['functions', wasm(section(3, u32(300_001))), 'functions', 300_001, 300_000],
    ['element segments', wasm(section(9, u32(100_001))), 'element segments', 100_001, 100_000],
    ['data segments', wasm(section(11, u32(100_001))), 'data segments', 100_001, 100_000],
    ['sections', wasm(...repeat(1001, customSection('', []))), 'sections', 1001, 1000],
  ])('%s', async (_, bytes, what, count, limit) => {
    const error = await refused(bytes)
    expect([error.code, error.details.what, error.details.count, error.details.limit]).toEqual([
      'E_LIMIT',
      what,
      count,
      limit,
    ])
  })

  test('locals of a function', async () => {
    const many = body([], [[...u32(50_001), I32]])
    const bytes = wasm(section(1, vector([functionType([], [])])), section(3, [1, 0]), section(10, vector([many])))
    expect((await refused(bytes)).details).toMatchObject({ what: 'locals in function 0', count: 50_001, limit: 50_000 })
  })

  test('a function body', async () => {
    const size = LIMITS.functionBodyBytes + 1
    const bytes = wasm(
      section(1, vector([functionType([], [])])),
      section(3, [1, 0]),
      section(10, [1, ...u32(size), 0]),
    )
    expect((await refused(bytes)).details).toMatchObject({ what: 'bytes in function 0', count: size })
  })

  test('300,000 functions are read', () => {
    const { count, ...empty } = functions(299_998)
    expect(preflight(answering(NOTHING, 0, { functions: repeat(count, empty) })).facts.functions).toBe(300_000)
  })

  test('the file', async () => {
    const error = await failure(() => preflight(good(), { moduleBytes: 100 }))
    expect([error.code, error.details]).toEqual(['E_TOO_BIG', { bytes: good().length, limit: 100 }])
  })

  test.each([
    [[0, ...u32(65_536)], 65_536, 'E_MEMORY'],
    [[0, ...u32(4097)], 4097, 'E_MEMORY'],
  ])('memory of %s pages', async (memory, pages, code) => {
    const error = await refused(answering(NOTHING, 0, { memory }))
    expect([error.code, error.details.pages, error.details.limit]).toEqual([code, pages, 4096])
  })

  test('a table of 10 million entries', async () => {
    const error = await refused(answering(NOTHING, 0, { tables: [[0x70, 0, ...u32(10_000_000)]] }))
    expect([error.code, error.details]).toEqual(['E_TABLE', { entries: 10_000_000, limit: 100_000 }])
  })

  test.each([
    ['64 bit memory', { memory: [4, 2] }, 'E_MEM64'],
    ['64 bit table', { tables: [[0x70, 4, 1]] }, 'E_MEM64'],
    ['shared memory', { memory: [3, 1, 2] }, 'E_SHARED'],
    ['shared 64 bit memory', { memory: [7, 1, 2] }, 'E_MEM64'],
  ])('%s', async (_, parts, code) => {
    expect((await refused(answering(NOTHING, 0, parts))).code).toBe(code)
  })

  test('several memories', async () => {
    expect((await refused(wasm(section(5, [2, 0, 1, 0, 1])))).code).toBe('E_MULTIMEM')
  })
})

describe('imports', () => {
  test('all that are not provided are listed', async () => {
    const rawImports = [
      [...name('env'), ...name('memory'), 2, 0, 1],
      [...name('env'), ...name('table'), 1, 0x70, 0, 1],
      [...name('js'), ...name('now'), 3, I32, 0],
    ]
    const imports = [
      ['env', 'http_get', TYPE.two],
      ['wasi_snapshot_preview1', 'sock_open', TYPE.two],
      ['wasi_snapshot_preview1', 'fd_write', TYPE.four],
    ] as const
    const error = await refused(handMade({ imports, rawImports, memory: null, code: op.i32(0) }))
    expect([error.code, error.details]).toEqual([
      'E_IMPORT',
      {
        count: 5,
        imports: [
          'env.http_get (i32, i32) -> i32',
          'wasi_snapshot_preview1.sock_open (i32, i32) -> i32',
          'env.memory memory',
          'env.table table',
          'js.now global',
        ],
      },
    ])
  })

  test('copy_records is taken from any module, WASI by name', () => {
    const imports = [
      ['elsewhere', 'copy_records', TYPE.copy],
      ['wasi_snapshot_preview1', 'path_open', TYPE.wasi9],
      ['wasi_snapshot_preview1', 'fd_write', TYPE.four],
    ] as const
    const { facts } = preflight(handMade({ copyRecords: false, imports, code: op.i32(-1) }))
    expect(facts.imports.map(({ provided }) => provided)).toEqual(['yes', 'stub', 'yes'])
    expect([facts.usesWasi, facts.target]).toEqual([true, 'wasm32-wasip1'])
  })

  test.each([
    [{ copyRecords: false, imports: [['env', 'copy_records', TYPE.alloc]] }, 'env.copy_records', '(i32) -> i32'],
    [
      { imports: [['wasi_snapshot_preview1', 'fd_close', TYPE.two]] },
      'wasi_snapshot_preview1.fd_close',
      '(i32, i32) -> i32',
    ],
  ] as const)('a wrong type is refused', async (parts, at, found) => {
    const error = await refused(handMade({ ...parts, code: op.i32(0) }))
    expect([error.code, error.details.export, error.details.found]).toEqual(['E_SIGNATURE', at, found])
  })
})

describe('exports', () => {
  const code = op.i32(-1)
  const wrong = (exported: string, type: number) => ({ exports: [exported], type, code })

  test.each([
    ['no memory', { code, memory: null }, 'E_NO_MEMORY'],
    ['memory by another name', { code, memoryExport: 'mem' }, 'E_NO_MEMORY'],
    ['no alloc', { code, alloc: null }, 'E_NO_ALLOC'],
    ['no copy_records', { code, copyRecords: false }, 'E_NO_COPY'],
    ['no transform', {}, 'E_NO_KIND'],
    ['only init', { functions: [wrong('init', TYPE.transform)] }, 'E_NO_KIND'],
  ])('%s', async (_, parts, expected) => {
    expect((await refused(handMade(parts))).code).toBe(expected)
  })

  test('a file without a transform says what it has', async () => {
    expect((await refused(handMade({}))).details).toEqual({
      exports: ['memory', 'alloc'],
      imports: ['env.copy_records'],
    })
  })

  test.each([
    ['map', { functions: [{ exports: ['map'], type: TYPE.wide, code: op.i64(0) }] }, '(i32, i32, i32) -> i64'],
    ['filter', { functions: [wrong('filter', TYPE.alloc), wrong('map', TYPE.transform)] }, '(i32) -> i32'],
    ['alloc', { code, alloc: null, functions: [wrong('alloc', TYPE.two)] }, '(i32, i32) -> i32'],
    ['init', { code, functions: [wrong('init', TYPE.two)] }, '(i32, i32) -> i32'],
    ['look_back', { code, functions: [wrong('look_back', TYPE.alloc)] }, '(i32) -> i32'],
    ['memory', { code, memory: null, functions: [wrong('memory', TYPE.alloc)] }, 'memory (i32) -> i32'],
  ])('%s of a wrong type', async (exported, parts, found) => {
    const error = await refused(handMade(parts))
    expect([error.code, error.details.export, error.details.found]).toEqual(['E_SIGNATURE', exported, found])
  })

  test('two transforms: the order of the engine decides', () => {
    const two = preflight(
      handMade({
        code,
        kind: 'aggregate',
        functions: [wrong('map', TYPE.transform), wrong('filter_map', TYPE.transform)],
      }),
    )
    expect([two.facts.kind, two.facts.ignoredKinds]).toEqual(['map', ['filter_map', 'aggregate']])
  })

  test('a global named filter is passed over', () => {
    const parts = { code, kind: 'map', globals: [1], rawExports: [[...name('filter'), 3, 0]] }
    expect(preflight(handMade(parts)).facts.kind).toBe('map')
  })

  test('two parameters are a module of 2021', () => {
    const { facts } = preflight(handMade({ functions: [{ exports: ['map'], type: TYPE.two, code }] }))
    expect([facts.parameters, facts.kind]).toEqual([2, 'map'])
  })
})
