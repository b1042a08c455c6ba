import { LIMITS } from './limits.ts'
import type { WasmReader } from './wasmReader.ts'

/** Parameter and result types of a function, as the bytes of the binary format. */
export interface FunctionType {
  readonly params: Uint8Array
  readonly results: Uint8Array
}

const VALUE_TYPES: ReadonlyMap<number, string> = new Map([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
  [0x7d, 'f32'],
  [0x7c, 'f64'],
  [0x7b, 'v128'],
  [0x70, 'funcref'],
  [0x6f, 'externref'],
  [0x69, 'exnref'],
])

/** V8's limits for one function type. */
const MOST_VALUES = 1000

const FUNCTION_TYPE = 0x60

/** Reads a value type. Types of the garbage collection proposal are refused. @throws EngineError E_MALFORMED */
export function readValueType(reader: WasmReader): number {
  const at = reader.at
  const type = reader.byte('a value type')
  if (!VALUE_TYPES.has(type)) throw reader.malformed(at, 'a value type', `0x${type.toString(16)}`)
  return type
}

/** Reads a reference type: what a table holds. @throws EngineError E_MALFORMED */
export function readReferenceType(reader: WasmReader): number {
  const at = reader.at
  const type = reader.byte('a reference type')
  if (type !== 0x70 && type !== 0x6f && type !== 0x69) {
    throw reader.malformed(at, 'funcref or externref', `0x${type.toString(16)}`)
  }
  return type
}

/** Reads the type section (id 1). Only function types are known. @throws EngineError E_MALFORMED, E_LIMIT */
export function readTypes(reader: WasmReader): FunctionType[] {
  const types: FunctionType[] = []
  const count = reader.count('types', LIMITS.types)
  for (let i = 0; i < count; i++) {
    const at = reader.at
    const form = reader.byte('a type')
    if (form !== FUNCTION_TYPE) throw reader.malformed(at, 'a function type', `form 0x${form.toString(16)}`)
    types.push({ params: readValueTypes(reader, 'parameters'), results: readValueTypes(reader, 'results') })
  }
  return types
}

function readValueTypes(reader: WasmReader, what: string): Uint8Array {
  const count = reader.count(`${what} of a function type`, MOST_VALUES)
  const start = reader.at
  for (let i = 0; i < count; i++) readValueType(reader)
  return reader.bytes.subarray(start, reader.at)
}

/** A type as text: `(i32, i32) -> i32`, `() -> ()`, `() -> (i32, i64)`. */
export function signature(type: FunctionType): string {
  const results = valueTypes(type.results)
  return `(${valueTypes(type.params)}) -> ${type.results.length === 1 ? results : `(${results})`}`
}

function valueTypes(types: Uint8Array): string {
  return Array.from(types, (type) => VALUE_TYPES.get(type) ?? '?').join(', ')
}
