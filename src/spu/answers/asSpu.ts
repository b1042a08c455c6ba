import { encodeBatch } from '../../protocol/batch.ts'
import { codecBits } from '../../protocol/batchHeader.ts'
import { type Bytes, concatBytes } from '../../protocol/bytes.ts'
import { recordStarts } from '../../protocol/recordList.ts'
import { recordFrameError } from '../frameError.ts'
import type { FrameError, StreamFrame, TraceEvent } from '../spu.ts'
import type { AnswerContext, FetchAnswer, Fetched, Processed } from './answer.ts'
import type { FedBatch } from './fedBatch.ts'
import { SpuBatch } from './spuBatch.ts'
import { traced } from './traced.ts'

/** Cut before this a batch is nothing to a client. */
const HEADER_BYTES = 57

/**
 * Answers as an SPU does, one response a fetch. With SmartModules the outputs of all batches make one batch
 * (`SpuBatch`). A batch that does not fit is left out after it was processed. Without SmartModules: a slice of the file.
 */
export class AsSpu implements FetchAnswer {
  readonly #context: AnswerContext
  readonly #events: TraceEvent[] = []
  readonly #merged = new SpuBatch()
  readonly #slices: Bytes[] = []
  /** of the slices */
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
    const fits = this.#merged.add(fed.header, output, maxBytes)
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
    const merged = this.#merged
    // nothing to send: the stream goes on at the end
    if (merged.isEmpty && error === null) return { ...done, frames: [], position: highWatermark }
    const batch = encodeBatch(merged.fields())
    const nextFilterOffset = merged.isEmpty ? highWatermark : merged.baseOffset + merged.lastOffsetDelta + 1
    const compression = codecBits(merged.compression)
    const frame: StreamFrame = { partition, batch, error, response: { nextFilterOffset, ...fields, compression } }
    return { ...done, frames: [frame], position: nextFilterOffset }
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
