import type { SmartModuleKind } from './engineError.ts'
import type { Shift } from './rewriteMaximums.ts'
import type { ExternalKind, Producers, SectionFact, SizeLimits } from './wasmModule.ts'

export interface ExportFact {
  readonly name: string
  readonly type: ExternalKind
  /** of a function, as `(i32, i32) -> i32` */
  readonly signature?: string
}

export interface ImportFact {
  readonly module: string
  readonly name: string
  readonly kind: ExternalKind
  /** done by the host, answered with an errno only, or not there (the module is refused then) */
  readonly provided: 'yes' | 'stub' | 'no'
  readonly signature?: string
}

/** What the preflight read in a module: plain data. */
export interface ModuleFacts {
  /** size of the file */
  readonly bytes: number
  readonly kind: SmartModuleKind
  /** other SmartModule functions it exports; an SPU ignores them too */
  readonly ignoredKinds: readonly SmartModuleKind[]
  /** of the transform: 3, or 2 in modules of 2021 */
  readonly parameters: 2 | 3
  readonly hasInit: boolean
  readonly hasLookBack: boolean
  readonly hasDealloc: boolean
  readonly exports: readonly ExportFact[]
  readonly imports: readonly ImportFact[]
  /** pages as the file declares them */
  readonly memory: SizeLimits
  /** pages it can have here */
  readonly memoryCap: number
  /** entries as the file declares them */
  readonly tables: readonly SizeLimits[]
  readonly hasStart: boolean
  readonly usesWasi: boolean
  readonly target: 'wasm32-unknown-unknown' | 'wasm32-wasip1' | 'other'
  readonly sections: readonly SectionFact[]
  /** functions with a body, imports not counted */
  readonly functions: number
  readonly producers: Producers | null
  readonly hasNames: boolean
  /** how the bytes that run are moved against the file, see `originalOffset` */
  readonly shifts: readonly Shift[]
}
