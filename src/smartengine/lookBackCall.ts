import { DecodeError } from '../protocol/decodeError.ts'
import type { Generation } from '../protocol/smartModuleInput.ts'
import { inputSize, writeInput } from '../protocol/smartModuleInput.ts'
import { decodeLookBackOutput, type LookBackError } from '../protocol/smartModuleOutput.ts'
import { LOOK_BACK_ERROR_STATUS, lookBackStatusText, renderLookBackError } from '../protocol/smartModuleStatus.ts'
import type { BatchInput } from './chainHost.ts'
import type { Enter, SmartModuleInstance } from './instance.ts'

/** Version for modules whose transform has no version: `look_back` came long after them. */
const VERSION = 22

/**
 * Shows a module records from before its stream.
 * @param params encoded
 * @throws EngineError E_LOOK_BACK with hint, offset and rendered (Fluvio's text); E_STATUS, E_TRAP …
 */
export function callLookBack(
  instance: SmartModuleInstance,
  generation: Generation,
  version: number | null,
  params: Uint8Array,
  input: BatchInput,
  enter: Enter,
): void {
  const context = { baseOffset: input.baseOffset, baseTimestamp: input.baseTimestamp, params }
  const status = instance.call(
    'look_back',
    inputSize(generation, input.records.length, context),
    (memory, at) => {
      writeInput(memory, at, generation, input.records, context)
    },
    version ?? VERSION,
    enter,
  )
  if (status >= 0) return
  if (status !== LOOK_BACK_ERROR_STATUS) throw instance.statusError(status, lookBackStatusText(status), 'look_back')
  const error = readError(instance)
  const { hint, offset } = error
  const details = { hint, offset, stage: 'look_back', status, rendered: renderLookBackError(error) }
  throw instance.error('E_LOOK_BACK', hint, details)
}

function readError(instance: SmartModuleInstance): LookBackError {
  try {
    return decodeLookBackOutput(instance.output('look_back'))
  } catch (error) {
    if (error instanceof DecodeError) throw instance.badOutput(error, 'look_back')
    throw error
  }
}
