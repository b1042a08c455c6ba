import { decodeBatchHeader } from '../../protocol/batchHeader.ts'
import type { Bytes } from '../../protocol/bytes.ts'
import { walked, walkRecordStrictly } from '../../protocol/record.ts'
import { readRecordCount } from '../../protocol/recordScan.ts'
import { splitBatches } from '../../protocol/splitBatches.ts'
import type { FrameError, ResponseFields, StreamFrame } from '../../spu/spu.ts'
import type { BatchRecords, PlacedRecord } from '../batches/batchRecords.ts'
import type { BatchHead, BatchSource } from '../batches/batchSource.ts'
import { Growing } from '../batches/growing.ts'
import { RecordReader } from '../batches/recordReader.ts'
import { HeldBatches } from './heldBatches.ts'

/** A record as the consumer got it. */
export type ReceivedRecord = PlacedRecord

/** An error as the consumer got it, and how many records had arrived on its stream before it. */
export interface ReceivedError {
  readonly partition: number
  readonly error: FrameError
  readonly after: number
}

/** What is known of a batch that arrived. */
export interface ReceivedHead extends BatchHead {
  /** offset deltas of its records; null when they are 0, 1, 2 … */
  readonly deltas: Int32Array<ArrayBuffer> | null
  /** records that arrived before it */
  readonly before: number
}

/** A response of an SPU, as the wire carried it: its batches are those from `from` to before `to`. */
export interface ArrivedResponse extends ResponseFields {
  readonly partition: number
  readonly from: number
  readonly to: number
  readonly error: FrameError | null
}

/** Records of one partition that arrived: how many, and the offsets of the first and the last. */
export interface Crossed {
  readonly records: number
  readonly first: number
  readonly last: number
}

/** What all moments of one stream share. */
interface Shared {
  readonly held: HeldBatches
  readonly reader: RecordReader
  readonly listeners: Set<() => void>
  /** the latest moment's */
  heads: Growing<ReceivedHead>
}

/**
 * Everything that arrived on one consumer stream. Frames are the only way in: the consumer pane, the right side of
 * the leak check and the counters of the network line take this type and have no other source. Batches stay bytes.
 */
export class Received implements BatchSource {
  readonly #heads: Growing<ReceivedHead>
  readonly #shared: Shared
  readonly count: number
  readonly errors: readonly ReceivedError[]
  /** bytes of keys and values received, of records and of errors' records */
  readonly bytes: number
  readonly frames: number
  /** only of a stream answered as an SPU would */
  readonly responses: readonly ArrivedResponse[]
  /** whether offsets say which stored record each came from, or only the order does */
  readonly pairedBy: 'offset' | 'order'

  private constructor(
    heads: Growing<ReceivedHead>,
    shared: Shared,
    count: number,
    errors: readonly ReceivedError[],
    bytes: number,
    frames: number,
    pairedBy: 'offset' | 'order',
    responses: readonly ArrivedResponse[],
  ) {
    this.#heads = heads
    this.#shared = shared
    this.count = count
    this.errors = errors
    this.bytes = bytes
    this.frames = frames
    this.pairedBy = pairedBy
    this.responses = responses
  }

  /** A stream on which nothing has arrived. An SPU's own answers have offsets that say nothing about the topic. */
  static nothing(pairedBy: 'offset' | 'order' = 'offset', held = new HeldBatches()): Received {
    const heads = Growing.none<ReceivedHead>()
    return new Received(heads, share(held, heads, pairedBy), 0, [], 0, 0, pairedBy, [])
  }

  /** What was received once `frame` has arrived too. Earlier moments stay as they were. */
  with(frame: StreamFrame): Received {
    let [heads, shared, count, bytes] = [this.#heads, this.#shared, this.count, this.bytes]
    // An SPU's own answer may hold several batches, the last of them cut off.
    for (const batch of frame.batch === null ? [] : splitBatches(frame.batch)) {
      const arrived = readArrived(frame.partition, batch, count, this.pairedBy)
      const before = heads.length
      heads = heads.with([arrived.head])
      if (!heads.continues(shared.heads)) shared = share(shared.held.copy(before), heads, this.pairedBy)
      shared.held.add(batch)
      shared.heads = heads
      count += arrived.head.records
      bytes += arrived.data
    }
    let errors = this.errors
    if (frame.error !== null) {
      errors = [...errors, { partition: frame.partition, error: frame.error, after: count }]
      const carried = frame.error.record
      if (carried !== null) bytes += (carried.key?.length ?? 0) + carried.value.length
    }
    const { partition, error, response } = frame
    const responses = response
      ? [...this.responses, { ...response, partition, error, from: this.length, to: heads.length }]
      : this.responses
    return new Received(heads, shared, count, errors, bytes, this.frames + 1, this.pairedBy, responses)
  }

  /** how many batches */
  get length(): number {
    return this.#heads.length
  }

  get heads(): readonly BatchHead[] {
    return this.#heads.all()
  }

  head(index: number): ReceivedHead | undefined {
    return this.#heads.at(index)
  }

  read(index: number): Bytes | Promise<Bytes> {
    return this.#shared.held.read(index)
  }

  /** The records of a batch, or null while its bytes are on their way; `onRead` tells. */
  records(index: number): BatchRecords | null {
    return this.#shared.reader.records(index)
  }

  /** @returns a function that stops listening */
  onRead(listener: () => void): () => void {
    this.#shared.listeners.add(listener)
    return () => this.#shared.listeners.delete(listener)
  }

  /** The batch of the n-th record that arrived. */
  batchAt(n: number): number {
    return this.#heads.firstWhere(({ before, records }) => before + records > n)
  }

  /**
   * What had arrived of a partition before so many records of the stream, with offsets from `first` to `last`.
   * Null when nothing had.
   */
  crossed(partition: number, after: number, first = 0, last = Number.POSITIVE_INFINITY): Crossed | null {
    let [records, from, to] = [0, 0, 0]
    const add = (count: number, begin: number, end: number) => {
      if (records === 0) from = begin
      records += count
      to = end
    }
    const whole = first === 0 && last === Number.POSITIVE_INFINITY
    for (let index = 0; index < this.#heads.length; index++) {
      const head = this.#heads.at(index)
      if (head === undefined || head.before >= after) break
      const came = head.partition === partition ? Math.min(head.records, after - head.before) : 0
      if (whole && came > 0) add(came, offsetOf(head, 0), offsetOf(head, came - 1))
      for (let i = 0; i < came && !whole; i++) {
        const offset = offsetOf(head, i)
        if (offset >= first && offset <= last) add(1, offset, offset)
      }
    }
    return records === 0 ? null : { records, first: from, last: to }
  }

  /** True when `earlier` is a moment of this very stream. */
  continues(earlier: Received): boolean {
    return this.#shared === earlier.#shared && this.#heads.continues(earlier.#heads)
  }
}

/** Offset of a record of a batch that arrived. */
export function offsetOf({ baseOffset, deltas }: ReceivedHead, record: number): number {
  return baseOffset + (deltas === null ? record : (deltas[record] ?? 0))
}

function share(held: HeldBatches, heads: Growing<ReceivedHead>, pairedBy: Received['pairedBy']): Shared {
  const listeners = new Set<() => void>()
  const shared: Shared = {
    held,
    heads,
    listeners,
    reader: new RecordReader(
      (index) => held.read(index),
      (index) => shared.heads.at(index)?.partition ?? 0,
      () => {
        for (const listener of listeners) listener()
      },
      pairedBy === 'order',
    ),
  }
  return shared
}

/**
 * The head of a batch, and how many bytes its keys and values are. In an SPU's own answers offset deltas are not to be
 * trusted: there a client numbers records by their place.
 * @throws DecodeError
 */
function readArrived(
  partition: number,
  batch: Uint8Array,
  before: number,
  pairedBy: Received['pairedBy'],
): { head: ReceivedHead; data: number } {
  const { baseOffset, lastOffsetDelta, recordsAt, end } = decodeBatchHeader(batch)
  const list = batch.subarray(0, end)
  const records = readRecordCount(list, recordsAt)
  const deltas = new Int32Array(records)
  let [at, data] = [recordsAt + 4, 0]
  let inOrder = true
  for (let i = 0; i < records; i++) {
    at = walkRecordStrictly(list, at)
    deltas[i] = walked.offsetDelta
    inOrder &&= pairedBy === 'order' || walked.offsetDelta === i
    data += walked.valueEnd - walked.valueAt + (walked.keyEnd - walked.keyAt)
  }
  const lastOffset = baseOffset + lastOffsetDelta
  return {
    head: { partition, baseOffset, lastOffset, records, bytes: batch.length, deltas: inOrder ? null : deltas, before },
    data,
  }
}
