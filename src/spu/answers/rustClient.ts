import { type BatchHeader, batchHeaders } from '../../protocol/batch.ts'
import { type Bytes, ownBytes } from '../../protocol/bytes.ts'
import { DecodeError } from '../../protocol/decodeError.ts'
import type { FluvioRecord } from '../../protocol/record.ts'
import { recordListStart } from '../../protocol/recordList.ts'
import type { StreamFrame } from '../spu.ts'

/** A record as the Rust client gives it to a program. */
interface ClientRecord {
  /** base offset of its batch + its place in it, which need not be where it is stored */
  readonly offset: number
  /** ms; -1 for none, as always after a SmartModule */
  readonly timestamp: number
  readonly key: Bytes | null
  readonly value: Bytes
}

export type ClientEvent =
  | { readonly type: 'record'; readonly record: ClientRecord }
  | { readonly type: 'error'; readonly text: string }

/** Reads the records of a compressed batch. */
type Inflate = (codec: BatchHeader['compression'], compressed: Uint8Array) => Bytes

/**
 * What Fluvio's Rust client (0.18, retries off) makes of the frames of one partition of a stream answered as an SPU
 * would. It numbers records by their place in the batch, ignores their offset deltas, shows no time where the first
 * timestamp is not above 0, leaves out what its own numbers put before the start, and gives the records of a response
 * before its error.
 * @param start the first offset asked for
 */
export function rustClientView(frames: readonly StreamFrame[], start: number, inflate?: Inflate): ClientEvent[] {
  return frames.flatMap(({ batch, error }) => {
    const events: ClientEvent[] = []
    for (const record of batch ? clientRecords(batch, inflate) : []) {
      if (record.offset >= start) events.push({ type: 'record', record })
    }
    if (error) events.push({ type: 'error', text: error.text })
    return events
  })
}

/** The records of a response's batches, also those of a batch that is cut off, as far as they are whole. */
function clientRecords(recordSet: Uint8Array, inflate?: Inflate): ClientRecord[] {
  return batchHeaders(recordSet).flatMap((header) => {
    const { baseOffset, firstTimestamp } = header
    return batchRecords(recordSet, header, inflate).map(({ timestampDelta, key, value }, i) => ({
      offset: baseOffset + i,
      timestamp: firstTimestamp > 0 ? firstTimestamp + timestampDelta : -1,
      key,
      value,
    }))
  })
}

/** The records of one batch of a response, with their deltas as sent. Those cut off are left out. */
export function batchRecords(
  recordSet: Uint8Array,
  { compression, recordsAt, end }: Pick<BatchHeader, 'compression' | 'recordsAt' | 'end'>,
  inflate?: Inflate,
): FluvioRecord[] {
  const bytes = recordSet.subarray(recordsAt, end)
  if (compression === 'none') return recordListStart(bytes)
  if (!inflate) throw new DecodeError(recordsAt, `records compressed with ${compression}`, 'uncompressed records')
  return recordListStart(ownBytes(inflate(compression, bytes)))
}
