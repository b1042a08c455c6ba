import { decodeBatchHeader } from '../../protocol/batchHeader.ts'
import { readDeltas } from '../../protocol/recordList.ts'
import type { ArrivedResponse, Received } from './received.ts'

/** Offset deltas of a response that are shown. */
const SHOWN_DELTAS = 12

/** A response as it was on the wire, and what the Rust client makes of it. */
export interface WireResponse {
  /** counted from 1 */
  readonly number: number
  readonly partition: number
  /** null when it held no batch */
  readonly batch: {
    readonly baseOffset: number
    readonly lastOffsetDelta: number
    readonly firstTimestamp: number
    /** as many as are shown */
    readonly deltas: readonly number[]
    readonly records: number
  } | null
  /** batches of the response beyond the first: stored ones, without SmartModules */
  readonly more: number
  readonly nextFilterOffset: number
  readonly highWatermark: number
  readonly error: string | null
  /** how the Rust client numbers its records; null when it has none */
  readonly client: { readonly first: number; readonly last: number } | null
}

/**
 * Reads responses of an SPU from the bytes that arrived.
 * @param from and to: places in `received.responses`
 * @throws DecodeError; rejects when bytes that were laid aside cannot be read
 */
export function wireResponses(received: Received, from: number, to: number): Promise<WireResponse[]> {
  const wanted = received.responses.slice(from, to)
  return Promise.all(wanted.map((response, i) => wireResponse(received, response, from + i + 1)))
}

async function wireResponse(received: Received, response: ArrivedResponse, number: number): Promise<WireResponse> {
  const { partition, from, to, nextFilterOffset, highWatermark, error } = response
  const last = received.head(to - 1)
  const fields = { number, partition, nextFilterOffset, highWatermark, error: error?.text ?? null }
  if (from === to || last === undefined) return { ...fields, batch: null, more: 0, client: null }
  const bytes = await received.read(from)
  const { baseOffset, lastOffsetDelta, firstTimestamp, recordsAt, end } = decodeBatchHeader(bytes)
  const { offsets } = readDeltas(bytes.subarray(recordsAt, end))
  const records = offsets.length
  const batch = { baseOffset, lastOffsetDelta, firstTimestamp, deltas: [...offsets.subarray(0, SHOWN_DELTAS)], records }
  const client = last.records === 0 ? null : { first: baseOffset, last: last.baseOffset + last.records - 1 }
  return { ...fields, batch, more: to - from - 1, client }
}
