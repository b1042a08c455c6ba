import { batchHeaders } from '../../protocol/batch.ts'
import type { StreamFrame } from '../spu.ts'

/**
 * What a client of Fluvio acknowledges when it has taken a response: the offset that the SPU goes on from.
 * @returns null when it acknowledges nothing: no batch header arrived whole
 */
export function acknowledged({ batch, response }: Pick<StreamFrame, 'batch' | 'response'>): number | null {
  if (response && response.nextFilterOffset > 0) return response.nextFilterOffset
  const last = batch && batchHeaders(batch).at(-1)
  return last ? last.baseOffset + last.lastOffsetDelta + 1 : null
}
