import { skipConstantExpression } from './constantExpression.ts'
import { EngineError } from './engineError.ts'
import { LIMITS } from './limits.ts'
import { EXTERNAL_KINDS, type ExternalKind, type SizeLimits, type WasmModule } from './wasmModule.ts'
import { overLimit, type WasmReader } from './wasmReader.ts'
import { readReferenceType, readValueType } from './wasmTypes.ts'

/** Reads the import section (id 2). @throws EngineError E_MALFORMED, E_LIMIT, E_MEM64, E_SHARED */
export function readImports(reader: WasmReader, into: WasmModule): void {
  const count = reader.count('imports', LIMITS.imports)
  for (let i = 0; i < count; i++) {
    const module = reader.name('the name of an import module')
    const name = reader.name('the name of an import')
    const kind = readExternalKind(reader)
    let type = -1
    if (kind === 'function') {
      type = readTypeIndex(reader, into)
      into.functions.push(type)
      into.importedFunctions++
    } else if (kind === 'table') {
      into.tables.push({ holds: readReferenceType(reader), ...readSizeLimits(reader, 'table') })
    } else if (kind === 'memory') {
      into.memories.push(readSizeLimits(reader, 'memory'))
    } else if (kind === 'global') {
      readGlobalType(reader)
      into.globals++
    } else {
      readTag(reader, into)
    }
    into.imports.push({ module, name, kind, type })
  }
}

/** Reads the function section (id 3): the type of each function. @throws EngineError E_MALFORMED, E_LIMIT */
export function readFunctions(reader: WasmReader, into: WasmModule): void {
  const count = reader.count('functions', LIMITS.functions)
  for (let i = 0; i < count; i++) into.functions.push(readTypeIndex(reader, into))
}

/** Reads the table section (id 4). @throws EngineError E_MALFORMED, E_LIMIT, E_MEM64, E_SHARED */
export function readTables(reader: WasmReader, into: WasmModule): void {
  const count = reader.count('tables', LIMITS.tables)
  for (let i = 0; i < count; i++) {
    into.tables.push({ holds: readReferenceType(reader), ...readSizeLimits(reader, 'table') })
  }
}

/** Reads the memory section (id 5). @throws EngineError E_MALFORMED, E_MULTIMEM, E_MEM64, E_SHARED */
export function readMemories(reader: WasmReader, into: WasmModule): void {
  const at = reader.at
  const count = reader.u32('a number of memories')
  if (count > 1) throw new EngineError('E_MULTIMEM', `${count} memories, 1 is allowed`, { count, limit: 1, at })
  if (count === 1) into.memories.push(readSizeLimits(reader, 'memory'))
}

/** Reads the global section (id 6). @throws EngineError E_MALFORMED, E_LIMIT */
export function readGlobals(reader: WasmReader, into: WasmModule): void {
  const count = reader.count('globals', LIMITS.globals)
  for (let i = 0; i < count; i++) {
    readGlobalType(reader)
    skipConstantExpression(reader)
  }
  into.globals += count
}

/** Reads the tag section (id 13) of modules with exceptions. @throws EngineError E_MALFORMED, E_LIMIT */
export function readTags(reader: WasmReader, into: WasmModule): void {
  const count = reader.count('tags', LIMITS.types)
  for (let i = 0; i < count; i++) readTag(reader, into)
}

/** Reads the export section (id 7). @throws EngineError E_MALFORMED, E_LIMIT */
export function readExports(reader: WasmReader, into: WasmModule): void {
  const count = reader.count('exports', LIMITS.exports)
  const names = new Set<string>()
  for (let i = 0; i < count; i++) {
    const at = reader.at
    const name = reader.name('the name of an export')
    if (names.has(name)) throw reader.malformed(at, 'a new export name', 'a name that was exported before')
    names.add(name)
    const kind = readExternalKind(reader)
    into.exports.push({ name, kind, index: readIndex(reader, `an exported ${kind}`, sizeOf(into, kind)) })
  }
}

/** Reads the start section (id 8). @throws EngineError E_MALFORMED */
export function readStart(reader: WasmReader, into: WasmModule): void {
  into.start = readIndex(reader, 'the start function', into.functions.length)
}

/**
 * Reads the code section (id 10): sizes of bodies and numbers of locals. What the code does is the compiler's to check.
 * @throws EngineError E_MALFORMED, E_LIMIT
 */
export function readCode(reader: WasmReader, into: WasmModule): void {
  const sectionEnd = reader.end
  into.codes = reader.count('function bodies', LIMITS.functions)
  for (let i = 0; i < into.codes; i++) {
    const at = reader.at
    const size = reader.u32('the size of a function body')
    if (size > LIMITS.functionBodyBytes) {
      throw overLimit(`bytes in function ${into.importedFunctions + i}`, size, LIMITS.functionBodyBytes, at)
    }
    const bodyEnd = reader.at + size
    if (bodyEnd > sectionEnd) {
      throw reader.malformed(at, `a body of at most ${sectionEnd - reader.at} bytes`, `${size} bytes`)
    }
    reader.end = bodyEnd
    readLocals(reader, into.importedFunctions + i)
    if (reader.at === bodyEnd || reader.bytes[bodyEnd - 1] !== 0x0b) {
      throw reader.malformed(bodyEnd - 1, 'the end of a function body', 'another instruction')
    }
    reader.at = bodyEnd
    reader.end = sectionEnd
  }
}

function readLocals(reader: WasmReader, functionIndex: number): void {
  const groups = reader.count('groups of locals', LIMITS.locals)
  let locals = 0
  for (let i = 0; i < groups; i++) {
    const at = reader.at
    locals += reader.u32('a number of locals')
    if (locals > LIMITS.locals) throw overLimit(`locals in function ${functionIndex}`, locals, LIMITS.locals, at)
    readValueType(reader)
  }
}

function readTag(reader: WasmReader, into: WasmModule): void {
  const at = reader.at
  if (reader.byte('a tag') !== 0) throw reader.malformed(at, 'an exception tag', 'another attribute')
  readTypeIndex(reader, into)
  into.tags++
}

function readExternalKind(reader: WasmReader): ExternalKind {
  const at = reader.at
  const kind = EXTERNAL_KINDS[reader.byte('a kind')]
  if (kind === undefined) throw reader.malformed(at, 'function, table, memory, global or tag', 'another kind')
  return kind
}

function readGlobalType(reader: WasmReader): void {
  readValueType(reader)
  const at = reader.at
  const mutability = reader.byte('the mutability of a global')
  if (mutability > 1) throw reader.malformed(at, 'a mutability of 0 or 1', String(mutability))
}

/** The lowest bits of a limits' flags: has a maximum, shared between threads, 64 bit addresses. */
const HAS_MAX = 1
const SHARED = 2
const ADDRESS_64 = 4

function readSizeLimits(reader: WasmReader, what: 'memory' | 'table'): SizeLimits {
  const at = reader.at
  const flags = reader.byte(`the limits of a ${what}`)
  if (flags > 7) throw reader.malformed(at, `known limits of a ${what}`, `flags 0x${flags.toString(16)}`)
  if (flags & ADDRESS_64) throw new EngineError('E_MEM64', `a ${what} with 64 bit addresses`, { at })
  if (flags & SHARED) throw new EngineError('E_SHARED', `a ${what} shared between threads`, { at })
  const min = reader.u32(`the size of a ${what}`)
  const max = flags & HAS_MAX ? reader.u32(`the maximum of a ${what}`) : null
  if (max !== null && max < min) throw reader.malformed(at, `a maximum of at least ${min}`, String(max))
  return { min, max }
}

function readTypeIndex(reader: WasmReader, into: WasmModule): number {
  return readIndex(reader, 'a type', into.types.length)
}

/** An index below `size`. @throws EngineError E_MALFORMED */
export function readIndex(reader: WasmReader, what: string, size: number): number {
  const at = reader.at
  const index = reader.u32(`the index of ${what}`)
  if (index >= size) throw reader.malformed(at, `the index of ${what}, below ${size}`, String(index))
  return index
}

function sizeOf(module: WasmModule, kind: ExternalKind): number {
  switch (kind) {
    case 'function':
      return module.functions.length
    case 'table':
      return module.tables.length
    case 'memory':
      return module.memories.length
    case 'global':
      return module.globals
    case 'tag':
      return module.tags
  }
}
