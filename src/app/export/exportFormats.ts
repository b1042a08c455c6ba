import { batchRecordList, decodeBatchHeader } from '../../protocol/batch.ts'
import { type Bytes, concatBytes } from '../../protocol/bytes.ts'
import { walked, walkRecord } from '../../protocol/record.ts'
import { readRecordCount } from '../../protocol/recordScan.ts'
import type { FrameError } from '../../spu/spu.ts'
import { toHex } from '../text/hex.ts'
import { decodeStrict, encodeUtf8 } from '../text/utf8.ts'

/** records: exact bytes, reads back equal; jsonl: a JSON value a line; text: the values as they are, a line each. */
export type ExportFormat = 'records' | 'jsonl' | 'text'

/** The end of a file's name, by format. */
export const FILE_ENDS: Readonly<Record<ExportFormat, string>> = {
  records: '.records.jsonl',
  jsonl: '.jsonl',
  text: '.txt',
}

/** What became of values that a format cannot hold as they are. */
export interface ExportCounts {
  records: number
  /** jsonl: not JSON, so written as a JSON text, or as hex when they are not UTF-8 */
  notJson: number
  /** text: with line breaks inside, so they take several lines */
  severalLines: number
}

/** Says of an offset whether it is exported. */
export type Wanted = (partition: number, offset: number) => boolean

/** Records of a piece: a batch of many small ones would hold the page. */
const PIECE = 500

const LF = 0x0a
const LINE_END = Uint8Array.of(LF)

/**
 * The lines of a batch in a format, each with its line end.
 * @param number of the batch in the export: records of one batch are stored together when they are read back
 * @param counts is added to
 * @returns pieces that are made when they are asked for, each in a few milliseconds
 * @throws DecodeError when the batch is damaged or compressed
 */
export function* formatBatch(
  format: ExportFormat,
  partition: number,
  batch: Uint8Array,
  number: number,
  wanted: Wanted,
  counts: ExportCounts,
): Generator<Bytes, void> {
  const { baseOffset, firstTimestamp } = decodeBatchHeader(batch)
  const list = batchRecordList(batch)
  let lines: Uint8Array[] = []
  let text = ''
  let at = 4
  for (let left = readRecordCount(list, 0); left > 0; left--) {
    at = walkRecord(list, at)
    if (wanted(partition, baseOffset + walked.offsetDelta)) {
      counts.records += 1
      const value = list.subarray(walked.valueAt, walked.valueEnd)
      if (format === 'text') {
        if (value.includes(LF)) counts.severalLines += 1
        lines.push(value, LINE_END)
      } else if (format === 'jsonl') text += `${jsonLine(value, counts)}\n`
      else {
        const key = walked.keyAt < 0 ? null : exact(list.subarray(walked.keyAt, walked.keyEnd))
        // A batch without times has -1; the format has no word for that but leaving it out.
        const timestamp = firstTimestamp < 0 ? undefined : firstTimestamp + walked.timestampDelta
        text += `${JSON.stringify({ key, value: exact(value), timestamp, partition, batch: number })}\n`
      }
    }
    if (left % PIECE !== 1) continue
    yield format === 'text' ? concatBytes(lines) : encodeUtf8(text)
    lines = []
    text = ''
  }
}

/** The line of an error in a records file. It is not a record: reading the file back leaves it out, with a note. */
export function errorLine(partition: number, { text, record, smartModule }: FrameError): Bytes {
  const carried =
    record === null
      ? {}
      : { offset: record.offset, key: record.key === null ? null : exact(record.key), value: exact(record.value) }
  const error = { text, ...(smartModule === '' ? {} : { smartModule }), ...carried }
  return encodeUtf8(`${JSON.stringify({ error, partition })}\n`)
}

/** Text where the bytes are UTF-8, else hex: nothing is lost. */
function exact(bytes: Uint8Array): string | { hex: string } {
  return decodeStrict(bytes) ?? { hex: toHex(bytes) }
}

/** A value as one line of JSON. JSON stays as it stands; only its line breaks, which can be nothing but space, go. */
function jsonLine(value: Uint8Array, counts: ExportCounts): string {
  const text = decodeStrict(value)
  if (text !== null && isJson(text)) return text.replace(/[\r\n]+/g, ' ').trim()
  counts.notJson += 1
  return JSON.stringify(text ?? { hex: toHex(value) })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
