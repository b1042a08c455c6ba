import type { BatchHeader } from '../../protocol/batch.ts'
import type { BatchCodec } from '../../protocol/batchHeader.ts'
import type { Bytes } from '../../protocol/bytes.ts'
import { concatRecordLists, readDeltas, withDeltas } from '../../protocol/recordList.ts'
import type { BatchOutput } from '../../smartengine/chainHost.ts'

/** A base offset nobody has given yet, as an SPU notes it. */
const NONE = -1

/**
 * The one batch an SPU makes of what its chain gave for several, on a stream and in a produce request alike: base
 * offset and codec of the first that gave something, offset deltas as the modules wrote them, moved by the difference
 * of the base offsets (with the wrong sign), no timestamps. Batches before that first one take no offsets; each later
 * one takes what its header says, whatever it gave.
 */
export class SpuBatch {
  baseOffset = NONE
  lastOffsetDelta = -1
  compression: BatchCodec = 'none'
  readonly #lists: Bytes[] = []
  #bytes = 0

  /**
   * Takes the output for the next batch.
   * @param maxBytes that its record lists may have together
   * @returns false when it does not fit
   * @throws DecodeError
   */
  add(header: BatchHeader, { records, count }: BatchOutput, maxBytes = Number.POSITIVE_INFINITY): boolean {
    if (count > 0) {
      if (this.baseOffset === NONE) {
        this.baseOffset = header.baseOffset
        this.compression = header.compression
      }
      const list = moved(records, this.baseOffset - header.baseOffset)
      this.#bytes += list.length
      if (this.#bytes > maxBytes) return false
      this.#lists.push(list)
    }
    if (this.baseOffset !== NONE) this.lastOffsetDelta += header.lastOffsetDelta + 1
    return true
  }

  /** No output was taken that holds records. */
  get isEmpty(): boolean {
    return this.#lists.length === 0
  }

  /** What it is encoded from; its records are not compressed yet. */
  fields() {
    const { baseOffset, lastOffsetDelta } = this
    return {
      baseOffset,
      lastOffsetDelta,
      firstTimestamp: -1,
      maxTimestamp: -1,
      recordList: concatRecordLists(this.#lists),
    }
  }
}

/** The records with other offset deltas. */
function moved(list: Bytes, by: number): Bytes {
  if (by === 0) return list
  const { offsets, timestamps } = readDeltas(list)
  return withDeltas(
    list,
    offsets.map((offset) => offset + by),
    timestamps,
  )
}
