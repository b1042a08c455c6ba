import type { Bytes } from '../protocol/bytes.ts'
import { readContract } from './contract.ts'
import { EngineError } from './engineError.ts'
import { LIMITS } from './limits.ts'
import type { ModuleFacts } from './moduleFacts.ts'
import { notWasm } from './notWasm.ts'
import { readModule } from './readModule.ts'
import { rewriteMaximums } from './rewriteMaximums.ts'
import { WASI_MODULE } from './wasiNames.ts'
import type { WasmModule } from './wasmModule.ts'
import { malformed } from './wasmReader.ts'

export type { ModuleFacts } from './moduleFacts.ts'
export { originalOffset } from './rewriteMaximums.ts'

/** The limits that a caller may set lower, or higher up to what an SPU allows. */
export type PreflightLimits = Partial<Record<'moduleBytes' | 'memoryPages' | 'tableEntries', number>>

/**
 * Reads a file before it is compiled; nothing of it runs.
 * @param bytes the file
 * @returns facts (plain data), and the bytes to compile, whose tables and memory can grow to the limits only
 * @throws EngineError, and nothing else, for every file that is not a SmartModule within the limits
 */
export function preflight(bytes: Bytes, limits: PreflightLimits = {}): { facts: ModuleFacts; rewritten: Bytes } {
  const { moduleBytes, memoryPages, tableEntries } = { ...LIMITS, ...limits }
  if (bytes.length > moduleBytes) {
    throw new EngineError('E_TOO_BIG', `${bytes.length} bytes, at most ${moduleBytes} are allowed`, {
      bytes: bytes.length,
      limit: moduleBytes,
    })
  }
  checkHeader(bytes)
  const module = readModule(bytes)
  checkSizes(module, memoryPages, tableEntries)
  const contract = readContract(module)
  const { rewritten, shifts } = rewriteMaximums(bytes, module, { memoryPages, tableEntries })
  const memory = module.memories[0] ?? { min: 0, max: 0 }
  const usesWasi = module.imports.some((entry) => entry.module === WASI_MODULE)
  const facts: ModuleFacts = {
    bytes: bytes.length,
    ...contract,
    memory,
    memoryCap: Math.min(memory.max ?? memoryPages, memoryPages),
    tables: module.tables.map(({ min, max }) => ({ min, max })),
    hasStart: module.start !== null,
    usesWasi,
    target: target(module, usesWasi),
    sections: module.sections,
    functions: module.codes,
    producers: module.producers,
    hasNames: module.hasNames,
    shifts,
  }
  return { facts, rewritten }
}

const MAGIC = [0x00, 0x61, 0x73, 0x6d]

/** Magic, then u16 version and u16 layer: 1 and 0 for a module, layer 1 for a component. */
function checkHeader(bytes: Uint8Array): void {
  if (bytes.length === 0 || MAGIC.some((byte, at) => at < bytes.length && bytes[at] !== byte)) throw notWasm(bytes)
  if (bytes.length < 8) throw malformed(bytes.length, 'a header of 8 bytes', `the end after ${bytes.length}`)
  const version = bytes[4]! | (bytes[5]! << 8)
  const layer = bytes[6]! | (bytes[7]! << 8)
  if (layer === 1) throw new EngineError('E_COMPONENT', 'a WebAssembly component, not a core module', { version })
  if (layer !== 0 || version !== 1) {
    const whole = version + layer * 0x10000
    throw new EngineError('E_VERSION', `WebAssembly version ${whole}, 1 is known`, { version: whole, expected: 1 })
  }
}

function checkSizes(module: WasmModule, memoryPages: number, tableEntries: number): void {
  for (const memory of module.memories) {
    if (memory.min > memoryPages) {
      throw new EngineError(
        'E_MEMORY',
        `starts with ${memory.min} pages of memory, at most ${memoryPages} are allowed`,
        {
          pages: memory.min,
          limit: memoryPages,
          stage: 'preflight',
        },
      )
    }
  }
  for (const table of module.tables) {
    if (table.min > tableEntries) {
      throw new EngineError('E_TABLE', `a table of ${table.min} entries, at most ${tableEntries} are allowed`, {
        entries: table.min,
        limit: tableEntries,
      })
    }
  }
}

/** Files do not say which target they were built for, so this goes by what each target leaves in them. */
function target(module: WasmModule, usesWasi: boolean): ModuleFacts['target'] {
  if (usesWasi || module.exports.some(({ name }) => name === '_initialize' || name === '_start')) return 'wasm32-wasip1'
  const language = module.producers?.language
  return language === undefined || language.includes('Rust') ? 'wasm32-unknown-unknown' : 'other'
}
