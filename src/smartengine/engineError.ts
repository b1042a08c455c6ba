/**
 * What can go wrong with a SmartModule, as named codes. The app has one text per code (title, cause, next step).
 * `E_TIMEOUT` carries the stage it happened in.
 */
export const ENGINE_ERROR_CODES = [
  // refused before it runs (preflight, compile)
  'E_NOT_WASM', // first bytes are not \0asm
  'E_COMPONENT', // a WebAssembly component instead of a core module
  'E_VERSION', // unknown wasm version
  'E_MALFORMED', // sections cannot be read
  'E_TOO_BIG', // file larger than the limit
  'E_COMPILE', // the browser's compiler refused it
  'E_IMPORT', // imports that are not provided, all of them in details.imports
  'E_LIMIT', // more tables, imports, exports, functions … than allowed
  'E_TABLE',
  'E_MEM64',
  'E_SHARED',
  'E_MULTIMEM',
  'E_NO_MEMORY',
  'E_NO_ALLOC',
  'E_NO_COPY', // does not import copy_records
  'E_NO_KIND', // exports no SmartModule function
  'E_SIGNATURE', // a known export with the wrong type
  // while it starts or runs
  'E_INSTANTIATE', // trap or refusal while instantiating
  'E_INIT', // init returned an error; details.hint is its text
  'E_LOOK_BACK', // look_back returned an error
  'E_STATUS', // negative status
  'E_TRAP',
  'E_STACK', // unbounded recursion
  'E_MEMORY', // over the memory limit
  'E_ALLOC', // alloc returned a place outside memory
  'E_OUT_OF_BOUNDS', // copy_records outside memory
  'E_COPY_CALLS',
  'E_NO_OUTPUT', // copy_records never called
  'E_BAD_OUTPUT', // output that is not records
  'E_OUTPUT_TOO_BIG',
  'E_TOO_MANY_RECORDS',
  'E_EXIT', // proc_exit
  'E_PARAM', // a param the engine cannot pass on
  // around it
  'E_TIMEOUT', // details.stage says where
  'E_KILLED', // somebody pressed Kill or Stop
  'E_SANDBOX_DIED',
] as const

export type EngineErrorCode = (typeof ENGINE_ERROR_CODES)[number]

/** Where in a module's life something happened. */
export type Stage = 'compile' | 'instantiate' | 'probe' | 'init' | 'look_back' | 'alloc' | SmartModuleKind

export type SmartModuleKind = 'filter' | 'map' | 'filter_map' | 'array_map' | 'aggregate'

/** Only numbers, strings and lists of strings, so that it crosses walls unchanged. */
export type ErrorDetails = Readonly<Record<string, string | number | readonly string[]>>

/** An error of the engine. `message` is the raw text; a wall keeps all fields. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: EngineErrorCode
  readonly details: ErrorDetails
  /** place in the chain, counted from 0; -1 when not in a chain */
  readonly step: number

  constructor(code: EngineErrorCode, message: string, details: ErrorDetails = {}, step = -1) {
    super(message)
    this.code = code
    this.details = details
    this.step = step
  }
}

/** True for an EngineError, also for one that came over a wall and lost its prototype. */
export function isEngineError(error: unknown): error is EngineError {
  return error instanceof Error && error.name === 'EngineError' && 'code' in error
}
