import type { FunctionType } from './wasmTypes.ts'

/** Kinds of imports and exports, in the order of their numbers in the binary format. */
export const EXTERNAL_KINDS = ['function', 'table', 'memory', 'global', 'tag'] as const
export type ExternalKind = (typeof EXTERNAL_KINDS)[number]

export interface SectionFact {
  readonly id: number
  /** of a custom section its own name */
  readonly name: string
  /** bytes of its content, without id and length */
  readonly size: number
  /** byte offset of the section (its id) in the file */
  readonly at: number
}

interface ModuleImport {
  readonly module: string
  readonly name: string
  readonly kind: ExternalKind
  /** of a function: place in the list of types */
  readonly type: number
}

interface ModuleExport {
  readonly name: string
  readonly kind: ExternalKind
  readonly index: number
}

/** How much a memory (pages) or a table (entries) holds at first and at most. */
export interface SizeLimits {
  readonly min: number
  readonly max: number | null
}

interface ModuleTable extends SizeLimits {
  /** reference type byte */
  readonly holds: number
}

/** Who made a module, from its producers section. */
export interface Producers {
  readonly language?: string
  readonly processedBy?: string
}

/** What is read from a binary: enough to know all sizes in it and the types of its imports and exports. */
export interface WasmModule {
  readonly sections: SectionFact[]
  types: FunctionType[]
  imports: ModuleImport[]
  /** type of each function, imported ones first */
  functions: number[]
  /** how many of the functions are imported */
  importedFunctions: number
  tables: ModuleTable[]
  memories: SizeLimits[]
  globals: number
  tags: number
  exports: ModuleExport[]
  start: number | null
  dataCount: number | null
  codes: number
  datas: number
  producers: Producers | null
  hasNames: boolean
}
