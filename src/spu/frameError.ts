import { FLUVIO_ERROR_CODE, renderTransformError, spuErrorText, spuMemoryText } from '../protocol/smartModuleStatus.ts'
import type { RecordError } from '../smartengine/chainHost.ts'
import type { EngineError, EngineErrorCode } from '../smartengine/engineError.ts'
import { WASM_PAGE } from '../smartengine/limits.ts'
import type { FrameError, SpuError } from './spu.ts'
import type { RefusedStart } from './startPosition.ts'

/** What a chain was doing: compile, instantiate and init; look back; or a batch of a stream, or of a producer. */
export type Phase = 'open' | 'lookBack' | 'process' | 'produce'

/** What wasmtime prints first when an instance ends by itself. Frames follow on a cluster; the reason never does. */
const TRAP_TEXT = 'error while executing at wasm backtrace:'

const TRAPS: ReadonlySet<EngineErrorCode> = new Set(['E_TRAP', 'E_STACK', 'E_MEMORY', 'E_EXIT'])

/** Texts of Fluvio's decoder for an output that is missing: of a transform, and of init or look_back. */
const NO_OUTPUT_TEXT = "can't read i32"
const NO_TEXT_TEXT = "can't read string length"

/** The error a SmartModule returned for a record, as the consumer gets it. */
export function recordFrameError(record: RecordError): FrameError {
  return {
    fluvioCode: FLUVIO_ERROR_CODE.transform,
    text: spuErrorText('transform', renderTransformError(record)),
    code: 'E_RECORD',
    message: record.hint.split('\n', 1)[0] ?? '',
    details: { hint: record.hint, offset: record.offset },
    step: record.step,
    smartModule: record.smartModule,
    record,
  }
}

/**
 * An error of the engine, as the consumer gets it. A real SPU has no time limit and nobody kills its streams: those
 * two carry our own words in the same frame.
 * @param smartModules names of the chain's steps
 */
export function engineFrameError(error: EngineError, phase: Phase, smartModules: readonly string[]): FrameError {
  return {
    ...SPU_ANSWERS[phase](error),
    code: error.code,
    message: error.message,
    details: error.details,
    step: error.step,
    smartModule: smartModules[error.step] ?? '',
    record: null,
  }
}

/** A start that an SPU refuses, as the consumer gets it. */
export function startError({ fluvioCode, text, offset }: RefusedStart): FrameError {
  return { ...NOWHERE, fluvioCode, text, code: 'E_OFFSET', message: text, details: { offset } }
}

/** A module that is not there, as an SPU tells its consumer. */
export function missingModuleError({ message, details }: SpuError): FrameError {
  const smartModule = String(details.name)
  const text = `SmartModule ${smartModule} was not found`
  return { ...NOWHERE, fluvioCode: NOT_FOUND, text, code: 'E_MODULE_MISSING', message, details, smartModule }
}

const NOT_FOUND = 6001

const NOWHERE = { step: -1, smartModule: '', record: null } as const

interface SpuAnswer {
  readonly fluvioCode: number
  readonly text: string
}

function openText(error: EngineError): SpuAnswer {
  const { code, details } = error
  if (code === 'E_MEMORY' && details.stage === 'preflight') {
    const text = spuMemoryText(Number(details.pages) * WASM_PAGE, Number(details.limit) * WASM_PAGE)
    return { fluvioCode: FLUVIO_ERROR_CODE.memory, text }
  }
  let text = ownText(error)
  // the frames that an SPU lists stand between this and the rest
  if (text === TRAP_TEXT) text += '\n'
  if (details.stage === 'instantiate') text = `Failed to instantiate: ${TRAP_TEXT}\n`
  return { fluvioCode: FLUVIO_ERROR_CODE.init, text: spuErrorText('init', text) }
}

/** Of a trap in look_back, and only there, an SPU tells the reason. */
function lookBackText(error: EngineError): SpuAnswer {
  const text = ownText(error)
  const shown = text === TRAP_TEXT ? `wasm trap: ${TRAP_REASONS[String(error.details.raw)] ?? error.message}` : text
  return { fluvioCode: FLUVIO_ERROR_CODE.lookBack, text: spuErrorText('lookBack', shown) }
}

/** What V8 says, in wasmtime's words. */
const TRAP_REASONS: Readonly<Record<string, string>> = {
  unreachable: 'wasm `unreachable` instruction executed',
  'memory access out of bounds': 'out of bounds memory access',
  'divide by zero': 'integer divide by zero',
  'Maximum call stack size exceeded': 'call stack exhausted',
}

function processText(error: EngineError, situation: 'other' | 'produce' = 'other'): SpuAnswer {
  return { fluvioCode: FLUVIO_ERROR_CODE.other, text: spuErrorText(situation, ownText(error)) }
}

/** The text of an SPU's engine, without what is around it. */
function ownText({ code, message, details }: EngineError): string {
  for (const text of [details.rendered, details.text]) if (typeof text === 'string') return text
  if (TRAPS.has(code)) return TRAP_TEXT
  if (code !== 'E_NO_OUTPUT' && code !== 'E_OUT_OF_BOUNDS') return message
  return details.stage === 'init' || details.stage === 'look_back' ? NO_TEXT_TEXT : NO_OUTPUT_TEXT
}

const SPU_ANSWERS: Readonly<Record<Phase, (error: EngineError) => SpuAnswer>> = {
  open: openText,
  lookBack: lookBackText,
  process: (error) => processText(error),
  produce: (error) => processText(error, 'produce'),
}
