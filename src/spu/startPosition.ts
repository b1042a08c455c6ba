import { type Answers, SpuError, type StartOffset } from './spu.ts'

/** ErrorCode of Fluvio: an offset before the log's first; anything else. */
const [OFFSET_EVICTED, OTHER] = [71, 2]

/** A start that an SPU refuses. */
export interface RefusedStart {
  readonly fluvioCode: number
  readonly text: string
  readonly offset: number
}

/**
 * The first offset a stream wants of a partition. One beyond the end is not an error where answers are as people
 * expect: the stream waits for it. An SPU refuses it.
 * @param end the log end when the stream is opened
 * @throws SpuError E_OFFSET for an offset that cannot exist
 */
export function startPosition(start: StartOffset, end: number, answers: Answers = 'expected'): number | RefusedStart {
  if (start.from !== 'offset') return start.from === 'end' ? end : 0
  const { offset } = start
  if (answers === 'spu' && Number.isSafeInteger(offset)) {
    if (offset < 0) return { fluvioCode: OFFSET_EVICTED, text: evictedText(offset), offset }
    const text = `Other error: start offset: ${offset} is greater than leo: ${end}`
    return offset > end ? { fluvioCode: OTHER, text, offset } : offset
  }
  if (Number.isSafeInteger(offset) && offset >= 0) return offset
  throw new SpuError('E_OFFSET', `offset ${offset} cannot exist`, { offset })
}

/** Fluvio's text for an offset before the log's first, which is 0 here. */
export function evictedText(offset: number): string {
  return `Offset ${offset} is evicted. The next available is 0`
}
