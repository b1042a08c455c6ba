import { skipConstantExpression } from './constantExpression.ts'
import { LIMITS } from './limits.ts'
import { readIndex } from './sectionReaders.ts'
import type { WasmModule } from './wasmModule.ts'
import type { WasmReader } from './wasmReader.ts'
import { readReferenceType } from './wasmTypes.ts'

/** Flags of an element segment: passive or declared, with a table (or declared), with expressions. */
const PASSIVE = 1
const EXPLICIT = 2
const EXPRESSIONS = 4

/** Reads the element section (id 9): what goes into tables. @throws EngineError E_MALFORMED, E_LIMIT */
export function readElements(reader: WasmReader, into: WasmModule): void {
  const count = reader.count('element segments', LIMITS.segments)
  for (let i = 0; i < count; i++) {
    const at = reader.at
    const flags = reader.u32('an element segment')
    if (flags > 7) throw reader.malformed(at, 'flags of 0 to 7 of an element segment', String(flags))
    if (!(flags & PASSIVE)) {
      if (flags & EXPLICIT) readIndex(reader, 'a table', into.tables.length)
      skipConstantExpression(reader)
    }
    if (flags & (PASSIVE | EXPLICIT)) readElementKind(reader, flags)
    const elements = reader.count('elements of a segment', LIMITS.moduleBytes)
    for (let element = 0; element < elements; element++) {
      if (flags & EXPRESSIONS) skipConstantExpression(reader)
      else readIndex(reader, 'a function', into.functions.length)
    }
  }
}

function readElementKind(reader: WasmReader, flags: number): void {
  if (flags & EXPRESSIONS) {
    readReferenceType(reader)
    return
  }
  const at = reader.at
  if (reader.byte('an element kind') !== 0) throw reader.malformed(at, 'functions as elements', 'another kind')
}

/** Reads the data count section (id 12). @throws EngineError E_MALFORMED, E_LIMIT */
export function readDataCount(reader: WasmReader, into: WasmModule): void {
  // not `count`: the segments themselves come in a later section
  into.dataCount = reader.u32('a number of data segments')
}

/** Reads the data section (id 11): what goes into memory. @throws EngineError E_MALFORMED, E_LIMIT */
export function readData(reader: WasmReader, into: WasmModule): void {
  into.datas = reader.count('data segments', LIMITS.segments)
  for (let i = 0; i < into.datas; i++) {
    const at = reader.at
    const flags = reader.u32('a data segment')
    if (flags > 2) throw reader.malformed(at, 'flags of 0 to 2 of a data segment', String(flags))
    if (flags === 2) readIndex(reader, 'a memory', into.memories.length)
    if (flags !== 1) skipConstantExpression(reader)
    reader.skip(reader.u32('the size of a data segment'), 'a data segment')
  }
}
