import type { Bytes } from '../../protocol/bytes.ts'
import { body, functionType, I32, I64, name, op, type Part, section, u32, vector, wasm } from './wasmEncoder.ts'

/** Types of a hand-made module, by number. `wasi9` is that of path_open. */
export const TYPE = { copy: 0, alloc: 1, transform: 2, start: 3, two: 4, wide: 5, one: 6, four: 7, wasi9: 8, poll: 7 }

const TYPES: readonly Part[] = [
  functionType([I32, I32], []),
  functionType([I32], [I32]),
  functionType([I32, I32, I32], [I32]),
  functionType([], []),
  functionType([I32, I32], [I32]),
  functionType([I32, I32, I32], [I64]),
  functionType([I32], []),
  functionType([I32, I32, I32, I32], [I32]),
  functionType([I32, I32, I32, I32, I32, I64, I64, I32, I32], [I32]),
]

interface HandMadeFunction {
  /** export names; a module may export one function several times */
  readonly exports: readonly string[]
  readonly type: number
  readonly code: Part
}

export interface HandMade {
  /** after copy_records, which is function 0 */
  readonly imports?: readonly (readonly [module: string, name: string, type: number])[]
  /** entries of the import section, already encoded */
  readonly rawImports?: readonly Part[]
  readonly copyRecords?: boolean
  /** limits of the memory, by default at least 2 pages; null for no memory */
  readonly memory?: Part | null
  readonly memoryExport?: string
  /** null for no alloc; by default it answers 1024 */
  readonly alloc?: Part | null
  readonly functions?: readonly HandMadeFunction[]
  /** the transform's code and export name */
  readonly code?: Part
  readonly kind?: string
  readonly tables?: readonly Part[]
  /** constant initial values of mutable i32 globals */
  readonly globals?: readonly number[]
  readonly rawExports?: readonly Part[]
  /** with a tag, number 0, of exceptions without a value */
  readonly tag?: boolean
  /** code of a start function */
  readonly start?: Part
  readonly data?: readonly (readonly [at: number, bytes: ArrayLike<number>])[]
  /** sections at the end */
  readonly after?: readonly Part[]
}

/** Where the output of `answering` lies. */
const OUTPUT_AT = 16

/** Imports of a hand-made module come first in the numbering of functions. */
export const COPY = 0

/**
 * A SmartModule made by hand: imports copy_records, exports memory, alloc and one transform. Functions are numbered:
 * imports, alloc, transform, `functions`, start.
 */
export function handMade(parts: HandMade): Bytes {
  const imports: Part[] = []
  if (parts.copyRecords !== false) imports.push(importFunction('env', 'copy_records', TYPE.copy))
  for (const [module, field, type] of parts.imports ?? []) imports.push(importFunction(module, field, type))
  const importedFunctions = imports.length
  imports.push(...(parts.rawImports ?? []))
  const functions: HandMadeFunction[] = []
  if (parts.alloc !== null) functions.push({ exports: ['alloc'], type: TYPE.alloc, code: parts.alloc ?? op.i32(1024) })
  if (parts.code !== undefined)
    functions.push({ exports: [parts.kind ?? 'filter'], type: TYPE.transform, code: parts.code })
  for (const entry of parts.functions ?? []) functions.push(entry)
  if (parts.start !== undefined) functions.push({ exports: [], type: TYPE.start, code: parts.start })
  const exports: Part[] = [...(parts.rawExports ?? [])]
  if (parts.memory !== null) exports.push([...name(parts.memoryExport ?? 'memory'), 2, 0])
  for (const [i, { exports: names }] of functions.entries()) {
    for (const exported of names) exports.push([...name(exported), 0, ...u32(importedFunctions + i)])
  }
  const globals = (parts.globals ?? []).map((value) => [I32, 1, ...op.i32(value), 0x0b])
  const data = (parts.data ?? []).map(([at, bytes]) => [
    0,
    ...op.i32(at),
    0x0b,
    ...u32(bytes.length),
    ...Array.from(bytes),
  ])
  return wasm(
    section(1, vector(TYPES)),
    section(2, vector(imports)),
    section(3, vector(functions.map(({ type }) => u32(type)))),
    ...(parts.tables === undefined ? [] : [section(4, vector(parts.tables))]),
    ...(parts.memory === null ? [] : [section(5, vector([parts.memory ?? [0, 2]]))]),
    ...(parts.tag === true ? [section(13, vector([[0, TYPE.start]]))] : []),
    ...(globals.length === 0 ? [] : [section(6, vector(globals))]),
    section(7, vector(exports)),
    ...(parts.start === undefined ? [] : [section(8, u32(importedFunctions + functions.length - 1))]),
    section(10, vector(functions.map(({ code }) => body(code)))),
    ...(data.length === 0 ? [] : [section(11, vector(data))]),
    ...(parts.after ?? []),
  )
}

/** A SmartModule that answers every call with the same output and status. */
export function answering(output: ArrayLike<number>, status = 0, parts: HandMade = {}): Bytes {
  const code = [...op.i32(OUTPUT_AT), ...op.i32(output.length), ...op.call(COPY), ...op.i32(status)]
  return handMade({ code, data: [[OUTPUT_AT, output]], ...parts })
}

function importFunction(module: string, field: string, type: number): Part {
  return [...name(module), ...name(field), 0, ...u32(type)]
}
