import { SpuError, type StartOffset } from './spu.ts'

/**
 * The first offset a stream wants of a partition. One beyond the end is not an error: the stream waits for it (the
 * Rust client does so too).
 * @param end the log end when the stream is opened
 * @throws SpuError E_OFFSET for an offset that cannot exist
 */
export function startPosition(start: StartOffset, end: number): number {
  switch (start.from) {
    case 'beginning':
      return 0
    case 'end':
      return end
    case 'offset': {
      const { offset } = start
      if (Number.isSafeInteger(offset) && offset >= 0) return offset
      throw new SpuError('E_OFFSET', `offset ${offset} cannot exist`, { offset })
    }
  }
}
