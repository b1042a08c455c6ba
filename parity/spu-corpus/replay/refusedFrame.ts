import { FLUVIO_ERROR_CODE } from '../../../src/protocol/smartModuleStatus.ts'
import { errorFrame } from '../../../src/spu/answers/answer.ts'
import type { RefusedAnswer } from '../../../src/spu/answers/refused.ts'
import type { FrameError, StreamFrame } from '../../../src/spu/spu.ts'
import type { Refused } from './world.ts'

/** The frame an SPU would send in the place of a module that was refused here. */
export function refusedFrame(refused: Refused): StreamFrame {
  return errorFrame(0, refusedError(refused, refused.answer), 'spu')
}

/** The error an SPU would answer for a module that was refused here. */
export function refusedError({ engineError, step }: Refused, answer: RefusedAnswer): FrameError {
  const { fluvioCode = FLUVIO_ERROR_CODE.init, text } = answer
  const { code, message, details } = engineError
  return { fluvioCode, text, code, message, details, step, smartModule: '', record: null }
}
