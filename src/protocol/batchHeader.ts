import { needBytes, readI8, readI16, readI32, readI64 } from './bigEndian.ts'
import { DecodeError } from './decodeError.ts'

/*
 * A batch as Fluvio stores and sends it:
 *
 *    0 i64 base offset          17 u32 crc (CRC-32C of 21 … end)   43 i64 producer id
 *    8 i32 bytes after this     21 i16 attributes                  51 i16 producer epoch
 *   12 i32 leader epoch         23 i32 last offset delta           53 i32 first sequence
 *   16 i8  magic, 2             27 i64 first timestamp, ms         57 u32 schema id, if attribute 0x10
 *                               35 i64 max timestamp, ms           57 or 61: the record list
 *
 * The record list is compressed as a whole when the attributes name a codec.
 */

/** Places of the fields that are written apart from the others. */
export const AT = { length: 8, leaderEpoch: 12, magic: 16, crc: 17, attributes: 21, records: 57 } as const

export const MAGIC = 2
export const SCHEMA_ATTRIBUTE = 0x10
const CODEC_BITS = 0x07
/** What the batch length does not count: base offset and the length itself. */
export const UNCOUNTED = 12

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
/** How a batch's record list is compressed. */
export type BatchCodec = (typeof CODECS)[number]

export interface BatchHeader {
  readonly baseOffset: number
  /** bytes after the length field */
  readonly batchLength: number
  readonly partitionLeaderEpoch: number
  readonly magic: number
  readonly crc: number
  readonly attributes: number
  readonly compression: BatchCodec
  readonly schemaId: number | null
  /** -1 in a batch without records */
  readonly lastOffsetDelta: number
  /** milliseconds; -1 for none */
  readonly firstTimestamp: number
  /** milliseconds; -1 for none */
  readonly maxTimestamp: number
  readonly producerId: number
  readonly producerEpoch: number
  readonly firstSequence: number
  /** where the record list (or its compressed form) begins in the bytes that were decoded */
  readonly recordsAt: number
  /** where the batch ends in the bytes that were decoded */
  readonly end: number
}

/**
 * Decodes the header of the batch at `at`; the whole batch must be there. The crc is not checked.
 * @param cut when true the batch may be cut off after its header; `end` is then where the bytes end
 * @throws DecodeError when bytes are missing, or the magic number or codec is unknown
 */
export function decodeBatchHeader(bytes: Uint8Array, at = 0, cut = false): BatchHeader {
  needBytes(bytes, at, AT.records, 'a batch header')
  const batchLength = readI32(bytes, at + AT.length, 'a batch length')
  const magic = readI8(bytes, at + AT.magic, 'a magic number')
  if (magic !== MAGIC) throw new DecodeError(at + AT.magic, `magic number ${magic}`, `${MAGIC}`)
  const attributes = readI16(bytes, at + AT.attributes, 'attributes')
  const compression = CODECS[attributes & CODEC_BITS]
  if (compression === undefined) {
    throw new DecodeError(at + AT.attributes, `compression codec ${attributes & CODEC_BITS}`, '0 to 4')
  }
  const hasSchema = (attributes & SCHEMA_ATTRIBUTE) !== 0
  const recordsAt = at + AT.records + (hasSchema ? 4 : 0)
  let end = at + UNCOUNTED + batchLength
  if (cut && end > bytes.length && recordsAt <= bytes.length) end = bytes.length
  if (end < recordsAt || end > bytes.length) {
    const [least, most] = [recordsAt - at - UNCOUNTED, bytes.length - at - UNCOUNTED]
    throw new DecodeError(at + AT.length, `a batch length of ${batchLength}`, `${least} to ${most}`)
  }
  return {
    baseOffset: readI64(bytes, at, 'a base offset'),
    batchLength,
    partitionLeaderEpoch: readI32(bytes, at + AT.leaderEpoch, 'a leader epoch'),
    magic,
    crc: readI32(bytes, at + AT.crc, 'a crc') >>> 0,
    attributes,
    compression,
    schemaId: hasSchema ? readI32(bytes, at + AT.records, 'a schema id') >>> 0 : null,
    lastOffsetDelta: readI32(bytes, at + 23, 'a last offset delta'),
    firstTimestamp: readI64(bytes, at + 27, 'a first timestamp'),
    maxTimestamp: readI64(bytes, at + 35, 'a max timestamp'),
    producerId: readI64(bytes, at + 43, 'a producer id'),
    producerEpoch: readI16(bytes, at + 51, 'a producer epoch'),
    firstSequence: readI32(bytes, at + 53, 'a first sequence'),
    recordsAt,
    end,
  }
}

/** The bits of a batch's attributes that name this codec. */
export function codecBits(codec: BatchCodec): number {
  return CODECS.indexOf(codec)
}
