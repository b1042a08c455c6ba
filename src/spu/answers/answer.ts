import type { BatchOutput } from '../../smartengine/chainHost.ts'
import type { StoredBatch } from '../../storage/recordLog.ts'
import type { Answers, FrameError, StreamFrame, TraceEvent } from '../spu.ts'
import type { FedBatch } from './fedBatch.ts'

/** A batch of a fetch and what came of it. */
export interface Processed {
  readonly stored: StoredBatch
  readonly fed: FedBatch
  /** what the chain gave; null on a stream without SmartModules */
  readonly output: BatchOutput | null
}

/** What one fetch of one partition came to. It crosses as a whole; after an error of the engine only that crosses. */
export interface Fetched {
  readonly frames: readonly StreamFrame[]
  readonly events: readonly TraceEvent[]
  /** ends the stream */
  readonly error: FrameError | null
  /** where the stream goes on when the frames were taken; null: nowhere, whatever is appended */
  readonly position: number | null
}

/** Makes the frames of one fetch from its batches: the one place where the two ways to answer differ. */
export interface FetchAnswer {
  /** Takes the next batch. @returns true when the fetch is over */
  add(batch: Processed): boolean
  finish(): Fetched
}

/** What an answer has to know. */
export interface AnswerContext {
  readonly partition: number
  /** length of the chain */
  readonly steps: number
  /** bytes after which a fetch ends (expected), or that a response may hold (spu) */
  readonly maxBytes: number
  /** the log end when the fetch began */
  readonly highWatermark: number
}

/** The frame of an error that belongs to no batch. */
export function errorFrame(partition: number, error: FrameError, answers: Answers | undefined): StreamFrame {
  const response = { nextFilterOffset: 0, highWatermark: 0, logStartOffset: 0, compression: 0 }
  return { partition, batch: null, error, ...(answers === 'spu' && { response }) }
}
