import { batchRecordList, decodeBatchHeader } from '../../protocol/batch.ts'
import type { Bytes } from '../../protocol/bytes.ts'
import { decodeRecordList } from '../../protocol/recordList.ts'
import type { FrameError, StreamFrame } from '../../spu/spu.ts'

/** A record as the consumer got it. */
export interface ReceivedRecord {
  readonly partition: number
  readonly offset: number
  /** ms, -1 when the batch has none */
  readonly timestamp: number
  readonly key: Bytes | null
  readonly value: Bytes
}

/** An error as the consumer got it, and how many records had arrived on its stream before it. */
export interface ReceivedError {
  readonly partition: number
  readonly error: FrameError
  readonly after: number
}

/**
 * Everything that arrived on one consumer stream. Frames are the only way in: the consumer pane, the right side of
 * the leak check and the counters of the network line take this type and have no other source.
 */
export class Received {
  /** Grows only; `count` says how much of it belongs to this moment. */
  readonly #records: ReceivedRecord[]
  readonly count: number
  readonly errors: readonly ReceivedError[]
  /** bytes of keys and values received, of records and of errors' records */
  readonly bytes: number
  readonly frames: number

  private constructor(
    records: ReceivedRecord[],
    count: number,
    errors: readonly ReceivedError[],
    bytes: number,
    frames: number,
  ) {
    this.#records = records
    this.count = count
    this.errors = errors
    this.bytes = bytes
    this.frames = frames
  }

  /** A stream on which nothing has arrived. */
  static nothing(): Received {
    return new Received([], 0, [], 0, 0)
  }

  /** What was received once `frame` has arrived too. Earlier moments stay as they were. */
  with(frame: StreamFrame): Received {
    const records = this.#records.length === this.count ? this.#records : this.#records.slice(0, this.count)
    let bytes = this.bytes
    if (frame.batch !== null) {
      for (const record of readBatch(frame.partition, frame.batch)) {
        records.push(record)
        bytes += (record.key?.length ?? 0) + record.value.length
      }
    }
    let errors = this.errors
    if (frame.error !== null) {
      errors = [...errors, { partition: frame.partition, error: frame.error, after: records.length }]
      const carried = frame.error.record
      if (carried !== null) bytes += (carried.key?.length ?? 0) + carried.value.length
    }
    return new Received(records, records.length, errors, bytes, this.frames + 1)
  }

  /** The records in order of arrival. */
  records(): readonly ReceivedRecord[] {
    return this.#records.length === this.count ? this.#records : this.#records.slice(0, this.count)
  }
}

function readBatch(partition: number, batch: Bytes): ReceivedRecord[] {
  const { baseOffset, firstTimestamp } = decodeBatchHeader(batch)
  return decodeRecordList(batchRecordList(batch)).records.map((record) => ({
    partition,
    offset: baseOffset + record.offsetDelta,
    timestamp: firstTimestamp < 0 ? -1 : firstTimestamp + record.timestampDelta,
    key: record.key,
    value: record.value,
  }))
}
