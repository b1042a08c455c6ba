import { EngineError, type SmartModuleKind } from './engineError.ts'
import type { ExportFact, ImportFact, ModuleFacts } from './moduleFacts.ts'
import { WASI_IMPLEMENTED, WASI_MODULE, wasiSignature } from './wasiNames.ts'
import type { WasmModule } from './wasmModule.ts'
import { signature } from './wasmTypes.ts'

/** Transforms in the order in which Fluvio's engine looks for them: the first that is there is the one used. */
const KINDS: readonly SmartModuleKind[] = ['filter', 'map', 'filter_map', 'array_map', 'aggregate']

const TRANSFORM = '(i32, i32, i32) -> i32'
/** until Fluvio 0.9.13, November 2021 */
const TRANSFORM_OF_2021 = '(i32, i32) -> i32'
const ALLOC = '(i32) -> i32'
const DEALLOC = '(i32, i32) -> ()'
const COPY_RECORDS = '(i32, i32) -> ()'

/** The one import every SmartModule has; an SPU takes it under any module name. */
export const COPY_RECORDS_NAME = 'copy_records'

/** The part of the facts that says how the module is called. */
export type Contract = Pick<
  ModuleFacts,
  'kind' | 'ignoredKinds' | 'parameters' | 'hasInit' | 'hasLookBack' | 'hasDealloc' | 'exports' | 'imports'
>

/**
 * Holds a module's imports and exports against what an SPU asks of a SmartModule.
 * @throws EngineError E_IMPORT, E_NO_KIND, E_SIGNATURE, E_NO_MEMORY, E_NO_ALLOC, E_NO_COPY
 */
export function readContract(module: WasmModule): Contract {
  const imports = module.imports.map((entry): ImportFact => {
    const type = module.types[entry.type]
    const fact = { module: entry.module, name: entry.name, kind: entry.kind }
    if (entry.kind !== 'function' || type === undefined) return { ...fact, provided: 'no' }
    return { ...fact, provided: provided(entry.module, entry.name), signature: signature(type) }
  })
  checkImports(imports)
  const exports = module.exports.map((entry): ExportFact => {
    const type = entry.kind === 'function' ? module.types[module.functions[entry.index] ?? -1] : undefined
    return { name: entry.name, type: entry.kind, ...(type === undefined ? {} : { signature: signature(type) }) }
  })
  const functions = new Map(
    exports.filter(({ type }) => type === 'function').map((fact) => [fact.name, fact.signature]),
  )
  const [kind, ...ignoredKinds] = KINDS.filter((name) => functions.has(name))
  if (kind === undefined) throw noKind(exports, imports)
  for (const name of ['memory', 'alloc']) {
    const type = name === 'memory' ? 'memory' : 'function'
    const found = exports.find((fact) => fact.name === name)
    if (found === undefined) {
      throw new EngineError(name === 'memory' ? 'E_NO_MEMORY' : 'E_NO_ALLOC', `no export ${name}`, {
        exports: exports.map((fact) => fact.name),
      })
    }
    if (found.type !== type) throw badSignature('export', name, name === 'memory' ? 'memory' : ALLOC, textOf(found))
  }
  const found = functions.get(kind)
  if (found !== TRANSFORM && found !== TRANSFORM_OF_2021) throw badSignature('export', kind, TRANSFORM, found ?? '')
  for (const [name, expected] of [
    ['alloc', ALLOC],
    ['init', TRANSFORM],
    ['look_back', TRANSFORM],
  ] as const) {
    const type = functions.get(name)
    if (type !== undefined && type !== expected) throw badSignature('export', name, expected, type)
  }
  if (!imports.some(isCopyRecords)) {
    throw new EngineError('E_NO_COPY', `no import ${COPY_RECORDS_NAME}`, { imports: imports.map(textOf) })
  }
  return {
    kind,
    ignoredKinds,
    parameters: found === TRANSFORM ? 3 : 2,
    hasInit: functions.has('init'),
    hasLookBack: functions.has('look_back'),
    // nothing asks for dealloc, so one of another type is only not used
    hasDealloc: functions.get('dealloc') === DEALLOC,
    exports,
    imports,
  }
}

function provided(module: string, name: string): ImportFact['provided'] {
  if (name === COPY_RECORDS_NAME) return 'yes'
  if (module !== WASI_MODULE || wasiSignature(name) === null) return 'no'
  return WASI_IMPLEMENTED.has(name) ? 'yes' : 'stub'
}

function isCopyRecords(fact: ImportFact): boolean {
  return fact.name === COPY_RECORDS_NAME
}

/** All imports that are not provided are named, then the first of a wrong type. */
function checkImports(imports: readonly ImportFact[]): void {
  const missing = imports.filter((fact) => fact.provided === 'no').map(textOf)
  if (missing.length > 0) {
    throw new EngineError('E_IMPORT', `unknown import: ${missing.join(', ')}`, {
      imports: missing,
      count: missing.length,
    })
  }
  for (const fact of imports) {
    const expected = isCopyRecords(fact) ? COPY_RECORDS : wasiSignature(fact.name)
    if (expected !== null && fact.signature !== expected) {
      throw badSignature('import', `${fact.module}.${fact.name}`, expected, fact.signature ?? '')
    }
  }
}

/** An import or export as text: `env.http_get (i32, i32) -> i32`, `env.memory memory`. */
function textOf(fact: ImportFact | ExportFact): string {
  const type = fact.signature ?? ('type' in fact ? fact.type : fact.kind)
  const name = 'module' in fact ? `${fact.module}.${fact.name}` : fact.name
  return `${name} ${type}`
}

/** Details: export (name of the export, or `module.name` of the import), side, expected, found. */
function badSignature(side: 'import' | 'export', name: string, expected: string, found: string): EngineError {
  return new EngineError('E_SIGNATURE', `${side} ${name} has the type ${found}, expected ${expected}`, {
    export: name,
    side,
    expected,
    found,
  })
}

function noKind(exports: readonly ExportFact[], imports: readonly ImportFact[]): EngineError {
  return new EngineError('E_NO_KIND', `exports none of ${KINDS.join(', ')}`, {
    exports: exports.map((fact) => fact.name),
    imports: imports.map((fact) => `${fact.module}.${fact.name}`),
  })
}
