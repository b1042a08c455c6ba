import { type BatchHeader, encodeBatch } from '../../protocol/batch.ts'
import { type Bytes, concatBytes } from '../../protocol/bytes.ts'
import { readDeltas, recordStarts, withDeltas } from '../../protocol/recordList.ts'
import type { BatchOutput } from '../../smartengine/chainHost.ts'
import { LIST_HEAD, RecordListBuilder } from '../../smartengine/recordListBuilder.ts'
import { recordFrameError } from '../frameError.ts'
import type { FrameError, StreamFrame, TraceEvent } from '../spu.ts'
import type { AnswerContext, FetchAnswer, Fetched, Processed } from './answer.ts'
import type { FedBatch } from './fedBatch.ts'
import { traced } from './traced.ts'

/** Cut before this a batch is nothing to a client. */
const HEADER_BYTES = 57

const CODEC_BITS = 0x07

/**
 * Answers as an SPU does, one response a fetch. With SmartModules the outputs of all batches make one batch: base
 * offset and codec of the first that gave something, offset deltas moved by the wrong sign, no first timestamp. A
 * batch that does not fit is left out after it was processed. Without SmartModules: a slice of the file.
 */
export class AsSpu implements FetchAnswer {
  readonly #context: AnswerContext
  readonly #events: TraceEvent[] = []
  readonly #records = new RecordListBuilder(0)
  readonly #slices: Bytes[] = []
  #first: BatchHeader | null = null
  #lastOffsetDelta = -1
  #bytes = 0
  /** without SmartModules: what a client will acknowledge */
  #acknowledged: number | null = null
  #error: FrameError | null = null

  constructor(context: AnswerContext) {
    this.#context = context
  }

  /** @throws DecodeError */
  add({ stored, fed, output }: Processed): boolean {
    const { partition, steps, maxBytes } = this.#context
    const event = traced(partition, fed, output, steps)
    if (output === null) {
      const slice = stored.batch.subarray(0, maxBytes - this.#bytes)
      if (slice.length < stored.batch.length) event.outputs.fill(0, wholeRecords(fed, slice.length))
      this.#events.push(event)
      this.#slices.push(slice)
      this.#bytes += slice.length
      if (slice.length >= HEADER_BYTES) this.#acknowledged = fed.lastOffset + 1
      return this.#bytes >= maxBytes
    }
    if (output.error) this.#error = recordFrameError(output.error)
    const fits = this.#append(fed.header, output)
    const unplaced = output.parents.includes(-1)
    if (!fits || unplaced) event.outputs.fill(0)
    this.#events.push({
      ...event,
      ...(fits ? unplaced && { unplaced: output.count } : { didNotFit: true as const }),
    })
    return !fits || this.#error !== null
  }

  finish(): Fetched {
    const { partition, steps, highWatermark } = this.#context
    const [events, error] = [this.#events, this.#error]
    const done = { events, error: null }
    const fields = { highWatermark, logStartOffset: 0 }
    if (steps === 0) {
      if (this.#bytes === 0) return { ...done, frames: [], position: null }
      const response = { nextFilterOffset: 0, ...fields, compression: 0 }
      const frame = { partition, batch: concatBytes(this.#slices), error, response }
      return { ...done, frames: [frame], position: this.#acknowledged }
    }
    // nothing to send: the stream goes on at the end
    const none = this.#records.count === 0
    if (none && error === null) return { ...done, frames: [], position: highWatermark }
    const baseOffset = this.#first?.baseOffset ?? -1
    const lastOffsetDelta = this.#lastOffsetDelta
    const recordList = this.#records.finish()
    const batch = encodeBatch({ baseOffset, lastOffsetDelta, firstTimestamp: -1, maxTimestamp: -1, recordList })
    const nextFilterOffset = none ? highWatermark : baseOffset + lastOffsetDelta + 1
    const compression = (this.#first?.attributes ?? 0) & CODEC_BITS
    const frame: StreamFrame = { partition, batch, error, response: { nextFilterOffset, ...fields, compression } }
    return { ...done, frames: [frame], position: nextFilterOffset }
  }

  /** @returns false when the batch's output does not fit */
  #append(header: BatchHeader, { records, count }: BatchOutput): boolean {
    if (count > 0) {
      this.#first ??= header
      const list = moved(records, this.#first.baseOffset - header.baseOffset)
      this.#bytes += list.length
      if (this.#bytes > this.#context.maxBytes) return false
      this.#records.append(list.subarray(LIST_HEAD), count)
    }
    if (this.#first) this.#lastOffsetDelta += header.lastOffsetDelta + 1
    return true
  }
}

/** How many records of a batch are whole in its first bytes. */
function wholeRecords({ header, records }: FedBatch, bytes: number): number {
  if (header.compression !== 'none') return 0
  const starts = recordStarts(records)
  let count = 0
  while (header.recordsAt + (starts[count + 1] ?? bytes) <= bytes && count + 1 < starts.length) count++
  return count
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
