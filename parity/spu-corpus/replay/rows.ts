import type { KnownBytes } from '../corpusBytes.ts'

// The parts of corpus rows that are replayed here, as README.md describes them. Rows are checked when they are read.

/** Bytes of a result: long ones by their hash. */
export type ResultBytes = KnownBytes | { readonly sha256: string; readonly len: number }

export interface RowRecord {
  readonly td: number
  readonly key?: KnownBytes | null
  readonly value: KnownBytes
}

export interface RowBatch {
  readonly base_timestamp: number
  readonly compression?: string | null
  /** as a client sent it; absent: 0 */
  readonly base_offset?: number
  /** as a client sent it; absent: the number of records less one */
  readonly last_offset_delta?: number
  readonly records: readonly RowRecord[]
}

export interface RowStep {
  readonly module: string
  readonly params: Readonly<Record<string, string>>
  readonly lookback?: { readonly last?: number | null; readonly age_ms?: number | null } | null
  readonly initial_accumulator?: string | null
}

export interface ResultRecord {
  readonly od: number
  readonly td: number
  readonly key: ResultBytes | null
  readonly value: ResultBytes
}

interface ResultBatch {
  readonly base_offset: number | null
  readonly last_offset_delta: number | null
  readonly first_timestamp: number | null
  readonly max_timestamp: number | null
  readonly attributes: number | null
  readonly records: readonly ResultRecord[]
}

export interface ResultError {
  readonly code: number
  readonly name: string
  readonly hint: string | null
  readonly offset: number | null
  readonly kind: string | null
  readonly key: ResultBytes | null
  readonly value: ResultBytes | null
}

/** Header fields are null when the response carried no batch, or several, which are in `batches`. */
export interface ResultResponse extends ResultBatch {
  readonly phase?: number
  readonly batches?: readonly ResultBatch[]
  readonly error: ResultError | null
  readonly text: string | null
  readonly next_filter_offset: number
  readonly high_watermark: number
  readonly log_start_offset: number
  readonly acknowledged: number | null
}

export interface ResultReceived {
  /** where the record it came of is stored; null or absent: cannot be known */
  readonly offset?: number | null
  readonly source_batch_base_offset?: number
  readonly key: ResultBytes | null
  readonly value: ResultBytes
  readonly response: number
}

export interface StreamResult {
  readonly responses: readonly ResultResponse[]
  readonly received: readonly ResultReceived[]
  readonly stream_ended_by: string
  readonly spu_process_died?: boolean
}

interface StreamRow {
  readonly id: string
  readonly topic: { readonly batches: readonly RowBatch[] }
  readonly chain: readonly RowStep[]
  readonly start: number
  readonly max_bytes?: number | null
}

export interface ConsumeRow extends StreamRow {
  readonly result: StreamResult
}

export interface LiveRow extends StreamRow {
  readonly live: readonly { readonly batches: readonly RowBatch[]; readonly chain: readonly RowStep[] }[]
  readonly result: StreamResult & { readonly live: readonly { readonly base_offset: number }[] }
}

export interface ClientRow extends StreamRow {
  readonly result: { readonly events: readonly Readonly<Record<string, unknown>>[] }
}

/** The answer to a produce request. */
export interface ResultAnswer {
  readonly base_offset: number
  readonly error: ResultError | null
  readonly text: string | null
}

interface ResultStoredBatch {
  readonly base_offset: number
  readonly last_offset_delta: number
  readonly first_timestamp: number
  readonly max_timestamp: number
  readonly attributes: number
  readonly records: readonly ResultRecord[]
}

/** What lay in the topic afterwards. */
export interface ResultStored {
  readonly batches: readonly ResultStoredBatch[]
  readonly end_offset: number
  readonly segment_hex: string
}

export interface ProduceRow {
  readonly request: { readonly batches: readonly RowBatch[] }
  readonly chain: readonly RowStep[]
  readonly result: { readonly response: ResultAnswer; readonly stored: ResultStored }
}

export interface ProduceSeqRow {
  readonly requests: readonly { readonly batches: readonly RowBatch[]; readonly chain: readonly RowStep[] }[]
  readonly result: {
    readonly requests: readonly ResultAnswer[]
    readonly stored: ResultStored
    readonly consumes: readonly (StreamResult & { readonly chain: readonly RowStep[]; readonly start: number })[]
  }
}
