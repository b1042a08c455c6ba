import { readCustomSection } from './customSections.ts'
import { LIMITS } from './limits.ts'
import {
  readCode,
  readExports,
  readFunctions,
  readGlobals,
  readImports,
  readMemories,
  readStart,
  readTables,
  readTags,
} from './sectionReaders.ts'
import { readData, readDataCount, readElements } from './segmentReaders.ts'
import type { WasmModule } from './wasmModule.ts'
import { malformed, overLimit, WasmReader } from './wasmReader.ts'
import { readTypes } from './wasmTypes.ts'

interface SectionKind {
  readonly id: number
  readonly name: string
  readonly read: (reader: WasmReader, into: WasmModule) => void
}

/** Sections in the order they must come in. */
const SECTIONS: readonly SectionKind[] = [
  {
    id: 1,
    name: 'type',
    read: (reader, into) => {
      into.types = readTypes(reader)
    },
  },
  { id: 2, name: 'import', read: readImports },
  { id: 3, name: 'function', read: readFunctions },
  { id: 4, name: 'table', read: readTables },
  { id: 5, name: 'memory', read: readMemories },
  { id: 13, name: 'tag', read: readTags },
  { id: 6, name: 'global', read: readGlobals },
  { id: 7, name: 'export', read: readExports },
  { id: 8, name: 'start', read: readStart },
  { id: 9, name: 'element', read: readElements },
  { id: 12, name: 'data count', read: readDataCount },
  { id: 10, name: 'code', read: readCode },
  { id: 11, name: 'data', read: readData },
]

/** Bytes of magic and version. */
const HEADER = 8

/**
 * Reads a whole module. Fails closed: a section, type or instruction outside the standard it knows is refused.
 * @param bytes a file whose magic and version are right
 * @throws EngineError E_MALFORMED with the byte offset; E_LIMIT, E_MEM64, E_SHARED, E_MULTIMEM
 */
export function readModule(bytes: Uint8Array): WasmModule {
  const module: WasmModule = {
    sections: [],
    types: [],
    imports: [],
    functions: [],
    importedFunctions: 0,
    tables: [],
    memories: [],
    globals: 0,
    tags: 0,
    exports: [],
    start: null,
    dataCount: null,
    codes: 0,
    datas: 0,
    producers: null,
    hasNames: false,
  }
  const reader = new WasmReader(bytes, HEADER, bytes.length)
  let next = 0
  while (reader.at < bytes.length) {
    const at = reader.at
    if (module.sections.length === LIMITS.sections) {
      throw overLimit('sections', LIMITS.sections + 1, LIMITS.sections, at)
    }
    const id = reader.byte('a section')
    const size = reader.u32('the size of a section')
    const end = reader.at + size
    if (end > bytes.length) {
      throw reader.malformed(at, `a section of at most ${bytes.length - reader.at} bytes`, `${size} bytes`)
    }
    reader.end = end
    let name: string
    if (id === 0) {
      name = readCustomSection(reader, module)
    } else {
      const place = SECTIONS.findIndex((kind, index) => index >= next && kind.id === id)
      const kind = SECTIONS[place]
      if (kind === undefined) throw reader.malformed(at, 'a section in the order of the standard', `section ${id}`)
      next = place + 1
      name = kind.name
      kind.read(reader, module)
    }
    if (reader.at !== end)
      throw reader.malformed(reader.at, `the end of the ${name} section`, `${end - reader.at} bytes`)
    module.sections.push({ id, name, size, at })
    reader.end = bytes.length
  }
  checkCounts(module, bytes.length)
  return module
}

/** The counts that two sections must agree on. */
function checkCounts(module: WasmModule, end: number): void {
  const declared = module.functions.length - module.importedFunctions
  if (declared !== module.codes) throw malformed(end, `${declared} function bodies`, String(module.codes))
  if (module.dataCount !== null && module.dataCount !== module.datas) {
    throw malformed(end, `${module.dataCount} data segments`, String(module.datas))
  }
}
