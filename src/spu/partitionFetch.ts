import type { BatchOutput, ChainHandle } from '../smartengine/chainHost.ts'
import { isEngineError } from '../smartengine/engineError.ts'
import type { PartitionKey, RecordLog, StoredBatch } from '../storage/recordLog.ts'
import { sentBatch, tracedBatch, tracedPlain } from './chainOutput.ts'
import { type FedBatch, feed, frameBatch } from './fedBatch.ts'
import { engineFrameError, recordFrameError } from './frameError.ts'
import { ReadAhead } from './readAhead.ts'
import type { FrameError, StreamFrame, TraceEvent } from './spu.ts'

/** A fetch ends when so many bytes are ready to be sent: the max_bytes of Fluvio's consumer. */
const FETCH_BYTES = 1_048_588

/** Ours: it also ends after so many bytes were read, so that a filter that drops everything still reports. */
const FETCH_READ_BYTES = 16 * 1024 * 1024

/** Batches that are with the chain, or came back from it, before they are asked for. */
const MOST_AHEAD = 3

/** A batch that was read, and what the chain makes of it: rejects with an EngineError; null without a chain. */
interface AheadBatch {
  readonly stored: StoredBatch
  readonly fed: FedBatch
  readonly output: Promise<BatchOutput> | null
}

/** What one fetch of one partition came to. It crosses as a whole; after an error of the engine only that crosses. */
export interface Fetched {
  readonly frames: readonly StreamFrame[]
  readonly events: readonly TraceEvent[]
  /** ends the stream */
  readonly error: FrameError | null
}

/** Reads one partition for one stream, batch by batch, through that stream's chain. */
export class PartitionFetch {
  /** next offset to be read */
  position: number
  /** the log end, as far as this stream knows */
  end: number
  readonly start: number
  readonly #at: PartitionKey
  readonly #ahead: ReadAhead<AheadBatch>
  readonly #chain: ChainHandle | null
  readonly #smartModules: readonly string[]

  /**
   * @param start first offset wanted
   * @param end the log end when the stream was opened; without `tail` nothing after it is read
   * @param chain opened; null for a stream without SmartModules
   */
  constructor(
    log: RecordLog,
    at: PartitionKey,
    range: { readonly start: number; readonly end: number; readonly tail: boolean },
    chain: ChainHandle | null,
    smartModules: readonly string[],
  ) {
    this.#at = at
    this.start = range.start
    this.position = range.start
    this.end = range.end
    this.#chain = chain
    const end = range.tail ? Number.POSITIVE_INFINITY : range.end
    const ahead = { start: range.start, end, most: chain ? MOST_AHEAD : 0 }
    this.#ahead = new ReadAhead(log, at, ahead, (stored) => this.#begin(stored))
    this.#smartModules = smartModules
  }

  /**
   * Reads and processes until enough is ready to be sent or the end is reached.
   * @param onBatch called after each batch
   * @returns null when there was nothing to read
   * @throws DamagedBatchError, StorageError
   */
  async next(onBatch: () => void): Promise<Fetched | null> {
    const frames: StreamFrame[] = []
    const events: TraceEvent[] = []
    const taken: FedBatch[] = []
    let [ready, read] = [0, 0]
    while (ready < FETCH_BYTES && read < FETCH_READ_BYTES) {
      let next: AheadBatch | undefined
      try {
        next = await this.#ahead.take()
      } catch (error) {
        // What is ready crosses first; the next fetch meets the same error.
        if (taken.length > 0) break
        throw error
      }
      if (!next) break
      const { fed } = next
      read += fed.header.batchLength
      taken.push(fed)
      let frame: StreamFrame | null
      try {
        frame = await this.#frame(next, events)
      } catch (error) {
        if (!isEngineError(error)) throw error
        const frameError = engineFrameError(error, 'process', this.#smartModules)
        return {
          frames: [{ partition: this.#at.partition, batch: null, error: frameError }],
          events: taken.map(({ baseOffset, lastOffset }) => this.#failed(baseOffset, lastOffset, error.step)),
          error: frameError,
        }
      }
      this.position = fed.lastOffset + 1
      if (this.position > this.end) this.end = this.position
      onBatch()
      if (!frame) continue
      frames.push(frame)
      if (frame.error) return { frames, events, error: frame.error }
      ready += frame.batch?.length ?? 0
    }
    return taken.length === 0 ? null : { frames, events, error: null }
  }

  #begin(stored: StoredBatch): AheadBatch {
    const fed = feed(stored, this.start)
    const { baseOffset, firstTimestamp } = fed.header
    const input = { records: fed.records, baseOffset, baseTimestamp: firstTimestamp }
    const output = this.#chain?.process(input) ?? null
    // whoever takes it hears of a failure
    output?.catch(() => {})
    return { stored, fed, output }
  }

  /** @returns the frame of a batch, null when nothing of it is sent. @throws EngineError */
  async #frame({ fed, stored, output: processing }: AheadBatch, events: TraceEvent[]): Promise<StreamFrame | null> {
    const { partition } = this.#at
    if (!processing) {
      events.push(tracedPlain(partition, fed))
      return { partition, batch: fed.trimmed ? frameBatch(fed, fed.records) : stored.batch, error: null }
    }
    const output = await processing
    const batch = sentBatch(fed, output)
    const error = output.error && recordFrameError(output.error)
    events.push(tracedBatch(partition, fed, output, this.#smartModules.length))
    return batch || error ? { partition, batch, error } : null
  }

  #failed(baseOffset: number, lastOffset: number, step: number): TraceEvent {
    return { type: 'failed', partition: this.#at.partition, baseOffset, lastOffset, step }
  }
}
