import { type BatchHeader, decodeBatchHeader, encodeBatch } from '../../protocol/batch.ts'
import { type Bytes, ownBytes } from '../../protocol/bytes.ts'
import type { Inflate } from '../../protocol/compressedBatch.ts'
import { readDeltas, sliceRecords } from '../../protocol/recordList.ts'
import { LIMITS } from '../../smartengine/limits.ts'
import type { StoredBatch } from '../../storage/recordLog.ts'
import { SpuError } from '../spu.ts'

/** What of a stored batch a stream is about. */
export interface FedBatch {
  readonly header: BatchHeader
  /** record list of its own, not compressed, with the deltas of the stored batch */
  readonly records: Bytes
  /** offset deltas of the records */
  readonly offsets: Int32Array<ArrayBuffer>
  /** timestamp deltas of the records, ms */
  readonly timestamps: Float64Array<ArrayBuffer>
  readonly baseOffset: number
  readonly lastOffset: number
  /** true when it is not the stored batch byte for byte: records before the start left out, or it was compressed */
  readonly trimmed: boolean
}

/**
 * The record list of a stored batch that is compressed; undefined for one that is not.
 * @throws DecodeError; SpuError E_BATCH_DAMAGED when nothing here can read it; what `inflate` throws
 */
export function inflated({ batch }: StoredBatch, inflate: Inflate = notRead): Promise<Bytes> | undefined {
  const { compression, recordsAt, end } = decodeBatchHeader(batch)
  return compression === 'none' ? undefined : inflate(compression, batch.subarray(recordsAt, end), LIMITS.outputBytes)
}

/**
 * Reads a stored batch and cuts it to a stream's start.
 * @param start first offset wanted; records before it are left out
 * @param plain its record list, if it is compressed (`inflated`)
 * @throws DecodeError
 */
export function feed({ batch, baseOffset, lastOffset }: StoredBatch, start: number, plain?: Bytes): FedBatch {
  const header = decodeBatchHeader(batch)
  const list = plain ?? batch.subarray(header.recordsAt, header.end)
  const all = readDeltas(list)
  const skipped = start <= baseOffset ? 0 : all.offsets.findIndex((delta) => baseOffset + delta >= start)
  if (skipped === 0) {
    return { header, records: ownBytes(list), ...all, baseOffset, lastOffset, trimmed: plain !== undefined }
  }
  const from = skipped < 0 ? all.offsets.length : skipped
  return {
    header,
    records: sliceRecords(list, from, all.offsets.length),
    offsets: all.offsets.slice(from),
    timestamps: all.timestamps.slice(from),
    baseOffset,
    lastOffset,
    trimmed: true,
  }
}

/** A batch with the header of a fed one around other records. */
export function frameBatch({ header }: FedBatch, recordList: Uint8Array): Bytes {
  const { baseOffset, lastOffsetDelta, firstTimestamp, maxTimestamp } = header
  return encodeBatch({ baseOffset, lastOffsetDelta, firstTimestamp, maxTimestamp, recordList })
}

function notRead(codec: string): never {
  throw new SpuError('E_BATCH_DAMAGED', `a batch compressed with ${codec} cannot be read here`, { codec })
}
