import type { Bytes } from '../../protocol/bytes.ts'
import { withDeltas } from '../../protocol/recordList.ts'
import type { BatchOutput } from '../../smartengine/chainHost.ts'
import { recordFrameError } from '../frameError.ts'
import type { FrameError, StreamFrame, TraceEvent } from '../spu.ts'
import type { AnswerContext, FetchAnswer, Fetched, Processed } from './answer.ts'
import { type FedBatch, frameBatch } from './fedBatch.ts'
import { traced } from './traced.ts'

/** Ours: a fetch also ends after so many bytes were read, so that a filter that drops everything still reports. */
const READ_BYTES = 16 * 1024 * 1024

/**
 * Answers as people expect: a frame a stored batch, with true offsets and timestamps; nothing is skipped or done
 * twice; a record error ends the stream.
 */
export class AsExpected implements FetchAnswer {
  readonly #context: AnswerContext
  readonly #frames: StreamFrame[] = []
  readonly #events: TraceEvent[] = []
  #position: number | null = null
  #error: FrameError | null = null
  #ready = 0
  #read = 0

  constructor(context: AnswerContext) {
    this.#context = context
  }

  /** @throws DecodeError */
  add({ stored, fed, output }: Processed): boolean {
    const { partition, steps, maxBytes } = this.#context
    this.#position = fed.lastOffset + 1
    // the chain may have taken the batch itself
    this.#read += fed.header.batchLength
    this.#events.push(traced(partition, fed, output, steps))
    const batch = output ? sentBatch(fed, output) : fed.trimmed ? frameBatch(fed, fed.records) : stored.batch
    this.#error = output?.error ? recordFrameError(output.error) : null
    if (batch || this.#error) this.#frames.push({ partition, batch, error: this.#error })
    this.#ready += batch?.length ?? 0
    return this.#error !== null || this.#ready >= maxBytes || this.#read >= READ_BYTES
  }

  finish(): Fetched {
    return { frames: this.#frames, events: this.#events, error: this.#error, position: this.#position }
  }
}

/**
 * What a chain sent for a batch, as the batch that crosses: every record has offset and timestamp of the record it
 * came from. A record whose origin is unknown has those of the beginning of the batch.
 * @returns null when nothing was sent
 * @throws DecodeError
 */
export function sentBatch(fed: FedBatch, output: BatchOutput): Bytes | null {
  if (output.count === 0) return null
  const offsets = new Int32Array(output.count)
  const timestamps = new Float64Array(output.count)
  const first = fed.offsets[0] ?? 0
  for (let i = 0; i < offsets.length; i++) {
    const parent = output.parents[i]!
    offsets[i] = fed.offsets[parent] ?? first
    timestamps[i] = fed.timestamps[parent] ?? 0
  }
  return frameBatch(fed, withDeltas(output.records, offsets, timestamps))
}
