import { spuErrorText } from '../../protocol/smartModuleStatus.ts'
import type { EngineError, ErrorDetails } from '../../smartengine/engineError.ts'
import { engineFrameError, type Phase } from '../frameError.ts'

/** What an SPU answers to a consumer whose chain has a module that is refused here when it is added. */
export interface RefusedAnswer {
  /** `open`: as soon as the chain is opened; `process`, `produce`: with the first batch */
  readonly phase: Phase
  readonly fluvioCode: number
  readonly text: string
}

/**
 * What an SPU answers in the place of an error of `addSmartModule`: it takes every file and fails when a consumer uses
 * it. The words of wasmtime's parser are not all known here.
 * @param file the bytes that were refused
 * @param use what the chain is for: a consumer's stream, or a produce request
 */
export function refusedAnswer(
  error: EngineError,
  file: Uint8Array,
  use: 'process' | 'produce' = 'process',
): RefusedAnswer {
  const late = lateText(error)
  const situation = use === 'process' ? 'other' : 'produce'
  if (late !== null) return { phase: use, fluvioCode: 2, text: spuErrorText(situation, late) }
  const text = openText(error, file)
  if (text !== null) return { phase: 'open', fluvioCode: 6005, text: spuErrorText('init', text) }
  const { fluvioCode, text: known } = engineFrameError(error, 'open', [])
  return { phase: 'open', fluvioCode, text: known }
}

/** Errors that an SPU meets when it calls the module first. */
function lateText({ code, details }: EngineError): string | null {
  if (code === 'E_NO_ALLOC') return 'missing alloc'
  if (code === 'E_NO_MEMORY') return 'Missing memory'
  return code === 'E_SIGNATURE' && details.side === 'export' && details.export === 'alloc'
    ? 'argument type mismatch'
    : null
}

function openText({ code, details }: EngineError, file: Uint8Array): string | null {
  switch (code) {
    case 'E_NOT_WASM':
      return notWasmText(file)
    case 'E_COMPONENT':
    case 'E_VERSION':
    case 'E_MALFORMED':
    case 'E_COMPILE':
    case 'E_MEM64':
    case 'E_SHARED':
    case 'E_MULTIMEM':
      return 'failed to parse WebAssembly module'
    case 'E_NO_COPY':
      return NO_COPY
    case 'E_NO_KIND':
      return importsOf(details).some((name) => name.endsWith('.copy_records')) ? 'No valid smartmodule found' : NO_COPY
    case 'E_IMPORT':
      return importText(importsOf(details)[0] ?? '')
    case 'E_SIGNATURE':
      return details.side === 'import'
        ? incompatible(String(details.export))
        : `type mismatch with ${differInResults(details) ? 'results' : 'parameters'}`
    default:
      return null
  }
}

const NO_COPY = 'Failed to instantiate: At least one import is required'

function notWasmText(file: Uint8Array): string {
  if (file.length === 0) return 'expected at least one module field'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(file)
    return 'expected `(`'
  } catch {
    return "input bytes aren't valid utf-8"
  }
}

function importsOf({ imports }: ErrorDetails): readonly string[] {
  return Array.isArray(imports) ? imports : []
}

/** @param shown `module.name type` */
function importText(shown: string): string {
  const name = shown.split(' ', 1)[0] ?? ''
  if (name.endsWith('.copy_records')) return incompatible(name)
  return `Failed to instantiate: unknown import: \`${pathOf(name)}\` has not been defined`
}

function incompatible(name: string): string {
  return `Failed to instantiate: incompatible import type for \`${pathOf(name)}\``
}

/** `module.name` in wasmtime's way. */
function pathOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return `${name.slice(0, dot)}::${name.slice(dot + 1)}`
}

/** Of two signatures `(i32, i32) -> i32`: the parameters are the same. */
function differInResults({ expected, found }: ErrorDetails): boolean {
  const parameters = (signature: unknown) => String(signature).split(' ->', 1)[0]
  return parameters(expected) === parameters(found)
}
