import {
  FLUVIO_ERROR_CODE,
  renderInitError,
  renderTransformError,
  spuErrorText,
  spuMemoryText,
} from '../protocol/smartModuleStatus.ts'
import type { RecordError } from '../smartengine/chainHost.ts'
import type { EngineError, EngineErrorCode } from '../smartengine/engineError.ts'
import { WASM_PAGE } from '../smartengine/limits.ts'
import type { FrameError } from './spu.ts'

/** What a chain was doing: compile, instantiate and init; or a batch of a consumer's stream, or of a producer. */
export type Phase = 'open' | 'process' | 'produce'

/** What wasmtime prints first when an instance ends by itself. Frames follow on a cluster; the reason never does. */
const TRAP_TEXT = 'error while executing at wasm backtrace:'

const TRAPS: ReadonlySet<EngineErrorCode> = new Set(['E_TRAP', 'E_STACK', 'E_MEMORY', 'E_EXIT'])

/** Texts of Fluvio's decoder for an output that is missing. */
const NO_OUTPUT_TEXT = "can't read i32"

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
    ...(phase === 'open' ? openText(error) : processText(error, phase === 'process' ? 'other' : 'produce')),
    code: error.code,
    message: error.message,
    details: error.details,
    step: error.step,
    smartModule: smartModules[error.step] ?? '',
    record: null,
  }
}

interface SpuAnswer {
  readonly fluvioCode: number
  readonly text: string
}

function openText({ code, message, details }: EngineError): SpuAnswer {
  if (code === 'E_LOOK_BACK') {
    return { fluvioCode: FLUVIO_ERROR_CODE.lookBack, text: spuErrorText('lookBack', message) }
  }
  if (code === 'E_MEMORY' && typeof details.pages === 'number' && typeof details.limit === 'number') {
    const text = spuMemoryText(details.pages * WASM_PAGE, details.limit * WASM_PAGE)
    return { fluvioCode: FLUVIO_ERROR_CODE.memory, text }
  }
  let text = message
  if (code === 'E_INIT' && typeof details.hint === 'string') text = renderInitError({ hint: details.hint })
  else if (code === 'E_INSTANTIATE') text = `Failed to instantiate: ${TRAP_TEXT}`
  else if (TRAPS.has(code)) text = TRAP_TEXT
  return { fluvioCode: FLUVIO_ERROR_CODE.init, text: spuErrorText('init', text) }
}

function processText({ code, message }: EngineError, situation: 'other' | 'produce'): SpuAnswer {
  let text = message
  if (TRAPS.has(code)) text = TRAP_TEXT
  else if (code === 'E_NO_OUTPUT') text = NO_OUTPUT_TEXT
  return { fluvioCode: FLUVIO_ERROR_CODE.other, text: spuErrorText(situation, text) }
}
