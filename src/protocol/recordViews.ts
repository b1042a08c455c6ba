import type { FluvioRecord } from './record.ts'
import { walked, walkedRecord, walkRecordStrictly } from './record.ts'
import { recordStarts } from './recordScan.ts'

/**
 * A record list as an index of places: a record is decoded when it is asked for, so that only the visible rows cost
 * anything. Keys and values are views into the list.
 */
export class RecordViews {
  readonly list: Uint8Array
  readonly count: number
  /** where each record begins in the list; one more entry for the end of the list */
  readonly starts: Int32Array<ArrayBuffer>

  /** @throws DecodeError when the lengths of the list's records are wrong */
  constructor(list: Uint8Array) {
    this.list = list
    this.starts = recordStarts(list)
    this.count = this.starts.length - 1
  }

  /** Key of record i as a view, null for none. @throws DecodeError; RangeError when there is no record i */
  key(i: number): Uint8Array | null {
    this.#walk(i)
    return walked.keyAt < 0 ? null : this.list.subarray(walked.keyAt, walked.keyEnd)
  }

  /** Value of record i as a view. @throws DecodeError; RangeError when there is no record i */
  value(i: number): Uint8Array {
    this.#walk(i)
    return this.list.subarray(walked.valueAt, walked.valueEnd)
  }

  /** Offset delta of record i. @throws DecodeError; RangeError when there is no record i */
  offsetDelta(i: number): number {
    this.#walk(i)
    return walked.offsetDelta
  }

  /** Timestamp delta of record i, in milliseconds. @throws DecodeError; RangeError when there is no record i */
  timestampDelta(i: number): number {
    this.#walk(i)
    return walked.timestampDelta
  }

  /** Record i with copies of its key and value. @throws DecodeError; RangeError when there is no record i */
  record(i: number): FluvioRecord {
    this.#walk(i)
    return walkedRecord(this.list)
  }

  #walk(i: number): void {
    const start = this.starts[i]
    if (start === undefined || i >= this.count) throw new RangeError(`record ${i} of ${this.count}`)
    walkRecordStrictly(this.list, start)
  }
}

/** Indexes a record list. @throws DecodeError when the lengths of its records are wrong */
export function recordViews(list: Uint8Array): RecordViews {
  return new RecordViews(list)
}
