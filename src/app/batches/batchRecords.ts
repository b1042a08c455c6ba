import { decodeBatchHeader } from '../../protocol/batchHeader.ts'
import type { Bytes } from '../../protocol/bytes.ts'
import { type RecordViews, recordViews } from '../../protocol/recordViews.ts'

/** A record with its place. Key and value are its own: they hold no batch in memory. */
export interface PlacedRecord {
  readonly partition: number
  readonly offset: number
  /** ms, -1 when the batch has none */
  readonly timestamp: number
  readonly key: Bytes | null
  readonly value: Bytes
}

/** A batch whose records are decoded one by one, when they are asked for. */
export class BatchRecords {
  readonly views: RecordViews
  readonly #partition: number
  readonly #baseOffset: number
  readonly #firstTimestamp: number
  readonly #byPlace: boolean
  readonly #decoded = new Map<number, PlacedRecord>()

  /**
   * @param byPlace numbers records by their place, as the Rust client does, and not by their offset deltas
   * @throws DecodeError when the lengths in it are wrong, or it is compressed
   */
  constructor(partition: number, batch: Bytes, byPlace = false) {
    const { baseOffset, firstTimestamp, recordsAt, end } = decodeBatchHeader(batch)
    this.views = recordViews(batch.subarray(recordsAt, end))
    this.#partition = partition
    this.#baseOffset = baseOffset
    this.#firstTimestamp = firstTimestamp
    this.#byPlace = byPlace
  }

  /** Record i, the same object each time; undefined when there is none. @throws DecodeError */
  at(i: number): PlacedRecord | undefined {
    const known = this.#decoded.get(i)
    if (known || i >= this.views.count) return known
    const { offsetDelta, timestampDelta, key, value } = this.views.record(i)
    const record = {
      partition: this.#partition,
      offset: this.#baseOffset + (this.#byPlace ? i : offsetDelta),
      timestamp: this.#firstTimestamp < 0 ? -1 : this.#firstTimestamp + timestampDelta,
      key,
      value,
    }
    this.#decoded.set(i, record)
    return record
  }
}
