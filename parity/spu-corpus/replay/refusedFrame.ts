import { FLUVIO_ERROR_CODE } from '../../../src/protocol/smartModuleStatus.ts'
import { errorFrame } from '../../../src/spu/answers/answer.ts'
import type { StreamFrame } from '../../../src/spu/spu.ts'
import type { Refused } from './world.ts'

/** The frame an SPU would send in the place of a module that was refused here. */
export function refusedFrame({ answer, engineError, step }: Refused): StreamFrame {
  const { fluvioCode = FLUVIO_ERROR_CODE.init, text } = answer
  const { code, message, details } = engineError
  return errorFrame(0, { fluvioCode, text, code, message, details, step, smartModule: '', record: null }, 'spu')
}
