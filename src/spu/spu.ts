import type { Bytes } from '../protocol/bytes.ts'
import type { LogLine, Lookback, Overdue, RecordError, StepOutcome } from '../smartengine/chainHost.ts'
import type { EngineErrorCode, ErrorDetails } from '../smartengine/engineError.ts'
import type { ModuleFacts } from '../smartengine/preflight.ts'

interface PartitionInfo {
  readonly partition: number
  /** the next offset (log end) */
  readonly endOffset: number
}

export interface TopicInfo {
  readonly name: string
  /** changes when the topic is made anew, replaced or edited: offsets of another epoch mean other records */
  readonly epoch: string
  readonly partitions: readonly PartitionInfo[]
}

export interface SmartModuleInfo {
  /** lower case letters, digits and - */
  readonly name: string
  readonly fileName: string
  /** hex, of the original bytes */
  readonly sha256: string
  readonly bytes: number
  readonly origin: 'built in' | 'file'
  readonly facts: ModuleFacts
}

export interface ChainStepRequest {
  readonly name: string
  readonly sha256: string
  readonly params: Readonly<Record<string, string>>
  /** records shown to the module before it starts; absent: none */
  readonly lookback?: Lookback
  /** initial accumulator of an aggregate */
  readonly accumulator?: Bytes
}

/**
 * How a stream is answered. `expected`: as people expect, every record with its own offset and timestamp (the named
 * decisions of differences.ts). `spu`: exactly as a real SPU would answer.
 */
export type Answers = 'expected' | 'spu'

export type StartOffset =
  | { readonly from: 'beginning' }
  | { readonly from: 'end' }
  | { readonly from: 'offset'; readonly offset: number }

export interface ConsumeRequest {
  /** chosen by the caller; unique; also names the stream for trace, keepGoing and kill */
  readonly stream: string
  readonly topic: string
  readonly start: StartOffset
  /** keep waiting for new records, or end when the log end is reached */
  readonly tail: boolean
  readonly chain: readonly ChainStepRequest[]
  /** default: expected */
  readonly answers?: Answers
  /** bytes one response may hold; default: that of Fluvio's consumer */
  readonly maxBytes?: number
}

/**
 * An error as the consumer gets it. It ends the stream; but a stream answered as an SPU would goes on after an
 * E_RECORD, when its frame was taken.
 */
export interface FrameError {
  /**
   * Fluvio's error code: 6004 transform error, 6005 init, 6007 look_back, 6008 memory at start, 2 other; and as an SPU
   * would: 71 offset below the log, 6001 no such SmartModule
   */
  readonly fluvioCode: number
  /** the text an SPU sends */
  readonly text: string
  /** ours; E_OFFSET and E_MODULE_MISSING only where the stream is answered as an SPU would */
  readonly code: 'E_RECORD' | 'E_OFFSET' | 'E_MODULE_MISSING' | EngineErrorCode
  readonly message: string
  readonly details: ErrorDetails
  /** step in the request's chain, from 0; -1 when it belongs to none */
  readonly step: number
  readonly smartModule: string
  /** set for a record error: the record it carries */
  readonly record: RecordError | null
}

/** What a response of an SPU carries around its batches. */
export interface ResponseFields {
  /** where the stream goes on when this response is acknowledged; 0: after the last batch in it */
  readonly nextFilterOffset: number
  /** the log end */
  readonly highWatermark: number
  /** first offset of the log */
  readonly logStartOffset: number
  /** codec of the response's batch: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. The bytes here are not compressed. */
  readonly compression: number
}

/** What crosses the network on a consumer's stream, and nothing else does. */
export interface StreamFrame {
  readonly partition: number
  /**
   * `expected`: an encoded batch with true offsets and timestamps; null when only an error crossed.
   * `spu`: the batches of one whole response. With SmartModules that is one batch, with base offset -1 and no record
   * when only a record error crossed; without, the stored batches back to back, of which the last may be cut off (an
   * empty array: cut before its header ended). answers/rustClient.ts says what a client makes of it.
   */
  readonly batch: Bytes | null
  readonly error: FrameError | null
  /** only on streams answered as an SPU would. Taking the frame (onFrame resolves) is the acknowledgement. */
  readonly response?: ResponseFields
}

/** Observer view of a run: never seen by a consumer. Sent after the frames it is about. */
export type TraceEvent =
  | { readonly type: 'state'; readonly state: StreamState }
  | {
      readonly type: 'batch'
      readonly partition: number
      readonly baseOffset: number
      /** offset deltas of the batch's records */
      readonly deltas: Int32Array<ArrayBuffer>
      /** FATE per record, see smartengine/chainHost.ts */
      readonly fates: Uint8Array<ArrayBuffer>
      /** step in the request's chain where it ended; chain length if it was sent */
      readonly endedIn: Uint8Array<ArrayBuffer>
      /** how many records came of it; all 0 when `unplaced` is set */
      readonly outputs: Int32Array<ArrayBuffer>
      /** records that came of the batch when it is not known of which records: array_map fed as an SPU does */
      readonly unplaced?: number
      /**
       * set when nothing of the batch was sent because it did not fit into the response (max_bytes): `outputs` are 0,
       * `fates` say what would have been, and the batch is processed again unless the stream skips it
       */
      readonly didNotFit?: true
      readonly steps: readonly StepOutcome[]
      readonly log: readonly LogLine[]
      /** step whose error let the sent records bypass the steps after it; null if none */
      readonly bypassedAfter: number | null
    }
  | {
      /** a batch of which nothing crossed, because of the stream's error */
      readonly type: 'failed'
      readonly partition: number
      readonly baseOffset: number
      readonly lastOffset: number
      readonly step: number
    }

export type StreamState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly done: number; readonly total: number }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'overdue'; readonly overdue: Overdue; readonly done: number; readonly total: number }
  | { readonly kind: 'ended'; readonly why: 'end' | 'error' | 'killed' | 'timeout' | 'cancelled' }

/** A stored batch, as the observer sees it. */
export interface ObservedBatch {
  readonly partition: number
  readonly baseOffset: number
  readonly lastOffset: number
  readonly records: number
  /** of the encoded batch */
  readonly bytes: number
  /** offset deltas of its records; null when they are 0, 1, 2 … */
  readonly deltas: Int32Array<ArrayBuffer> | null
  /** the encoded batch; null when the observer did not ask for so many bytes: readBatches has them */
  readonly batch: Bytes | null
}

/** A stored batch that was read at its place. */
export interface ReadBatch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly batch: Bytes
}

export interface Produced {
  readonly partition: number
  readonly baseOffset: number
  readonly endOffset: number
}

/** Batches a producer sends in one request to one partition. */
export interface ProduceRequest {
  /** chosen by the caller; unique; also names the request for trace, keepGoing and kill */
  readonly stream: string
  readonly topic: string
  readonly partition: number
  /** encoded; the base offsets are those a SmartModule sees */
  readonly batches: readonly Bytes[]
  /** runs on the batches before they are stored: fresh for each request; empty: none */
  readonly chain: readonly ChainStepRequest[]
  /** how the records are numbered and timed; default: expected */
  readonly answers?: Answers
}

/** The answer to a produce request. Offsets are 0 when nothing was stored, as an SPU answers. */
export interface ProduceAnswer extends Produced {
  /** why nothing of the request was stored */
  readonly error: FrameError | null
}

/** Batches per partition, offsets are given when they are appended. */
export type TopicContent = readonly (readonly Bytes[])[]

/**
 * The stream processing unit. Implemented in spu/, served over the network wall; the page and the terminal know only
 * this. Methods reject with SpuError or EngineError.
 */
export interface Spu {
  createTopic(name: string, partitions: number): Promise<TopicInfo>
  listTopics(): Promise<TopicInfo[]>
  deleteTopic(name: string): Promise<void>
  /** Puts a topic with this content in the place of `name`. The topic replaced is kept until discardReplaced. */
  replaceTopic(name: string, content: TopicContent): Promise<TopicInfo>
  /** Undoes the last replaceTopic of this name. */
  restoreTopic(name: string): Promise<TopicInfo>

  /** Appends one encoded batch (base offset 0) in one transaction; resolves when it is stored. */
  produce(topic: string, partition: number, batch: Bytes): Promise<Produced>
  /**
   * Passes batches through a chain and appends what comes out, all or nothing; resolves when it is stored. An error of
   * a SmartModule is in the answer. Requests do not wait for each other: who wants an order waits for the answers.
   */
  produceRequest(request: ProduceRequest): Promise<ProduceAnswer>
  /** A liberty of the playground: replaces key and value of a stored record. Its offset and timestamp stay. */
  editRecord(topic: string, partition: number, offset: number, key: Bytes | null, value: Bytes): Promise<TopicInfo>

  /**
   * Checks, tries (compile, instantiate, with the clock running) and stores a module. An EngineError says why not.
   * @param stream names the trial for keepGoing and kill
   */
  addSmartModule(
    stream: string,
    fileName: string,
    origin: 'built in' | 'file',
    wasm: Bytes,
    onOverdue: (overdue: Overdue | null) => void,
  ): Promise<SmartModuleInfo>
  listSmartModules(): Promise<SmartModuleInfo[]>

  /** Streams to a consumer. Resolves when the stream has ended; the last frame may hold its error. */
  consume(
    request: ConsumeRequest,
    onFrame: (frame: StreamFrame) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void>
  /** Observer view of a stream that was or will be opened under this name. Resolves when it has ended. */
  trace(stream: string, onEvent: (event: TraceEvent) => void, signal: AbortSignal): Promise<void>
  /**
   * Observer view of a topic: stored batches from the beginning, then new ones. Ends when the topic's epoch ends.
   * @param heldBytes the first so many bytes come along with their batches, what is beyond without; default: all
   */
  observe(
    topic: string,
    onBatch: (batch: ObservedBatch) => void | Promise<void>,
    signal: AbortSignal,
    heldBytes?: number,
  ): Promise<void>
  /**
   * Observer view: stored batches of a partition from the one that holds `offset` on, as many as fit into `maxBytes`,
   * at least one. Empty at the log end. Rejects with E_BATCH_DAMAGED when the first is damaged.
   */
  readBatches(topic: string, partition: number, offset: number, maxBytes: number): Promise<ReadBatch[]>
  keepGoing(stream: string): Promise<void>
  kill(stream: string): Promise<void>
  /**
   * Runs a failing batch again, record by record in a sandbox of its own, to find the record that fails.
   * Resolves to its offset, or null when no single record fails by itself.
   */
  narrow(request: ConsumeRequest, partition: number, baseOffset: number): Promise<number | null>
  /** Answers at once; a page that hears nothing knows that the SPU stopped answering. */
  ping(): Promise<void>
}

export const SPU_ERROR_CODES = [
  'E_TOPIC_EXISTS',
  'E_TOPIC_NOT_FOUND',
  'E_TOPIC_NAME',
  'E_PARTITION',
  'E_RECORD_TOO_LARGE',
  'E_BATCH_TOO_LARGE',
  'E_BATCH_DAMAGED', // CRC or header of a stored batch does not match; details say which offsets
  'E_OFFSET',
  'E_MODULE_MISSING',
  'E_STREAMS', // too many streams with SmartModules
  'E_STORAGE_FULL',
  'E_STORAGE', // the browser's storage failed or went away
  'E_ENGINE_DIED', // the SPU worker stopped answering
] as const
export type SpuErrorCode = (typeof SPU_ERROR_CODES)[number]

export class SpuError extends Error {
  override readonly name = 'SpuError'
  readonly code: SpuErrorCode
  readonly details: ErrorDetails

  constructor(code: SpuErrorCode, message: string, details: ErrorDetails = {}) {
    super(message)
    this.code = code
    this.details = details
  }
}

/** True for a SpuError, also for one that came over the network wall. */
export function isSpuError(error: unknown): error is SpuError {
  return error instanceof Error && error.name === 'SpuError' && 'code' in error
}
