import type { Bytes } from '../../protocol/bytes.ts'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { jsonText, readJson } from '../text/jsonTree.ts'
import { decodeStrict, encodeUtf8 } from '../text/utf8.ts'
import type { ImportedRecord, RecordsFile } from './importedRecord.ts'
import { hasByteOrderMark, splitLines } from './lines.ts'

/**
 * JSON lines (.jsonl, .ndjson): each line is a record, byte for byte. Empty lines and a byte order mark are left out
 * with a note; a line that is not JSON is imported as it is, with a note.
 */
export function readJsonLines(file: Uint8Array): RecordsFile {
  const { bytes, notes } = withoutMark(file)
  const records: ImportedRecord[] = []
  const notJson: number[] = []
  let empty = 0
  splitLines(bytes).forEach((line, index) => {
    if (line.length === 0) {
      empty += 1
      return
    }
    if (!isJson(line)) notJson.push(index + 1)
    records.push(plain(line))
  })
  const json = records.length - notJson.length
  const [first] = notJson
  if (first !== undefined) {
    notes.push(
      notJson.length === 1 ? later.noteNotJson(first, json) : later.noteNotJsonMany(notJson.length, first, json),
    )
  }
  if (empty > 0) notes.push(later.noteEmptyLines(empty))
  if (records.length === 0) notes.push(t.noteEmptyFile)
  return { records, notes }
}

/**
 * A JSON file: a record per item of an array, the exact text of each; any other JSON value is one record. A file that
 * holds JSON lines under this name is read as such, and anything else is one record, byte for byte.
 */
export function readJsonFile(file: Bytes): RecordsFile {
  const { bytes, notes } = withoutMark(file)
  const text = decodeStrict(bytes)
  const node = text === null ? null : readJson(text)
  if (text !== null && node !== null) {
    const items = node.kind === 'array' ? node.items : [node]
    const records = items.map((item) => plain(encodeUtf8(jsonText(text, item))))
    return { records, notes: records.length === 0 ? [...notes, t.noteEmptyFile] : notes }
  }
  const lines = splitLines(bytes)
  const [first] = lines
  if (first && lines.length > 1 && isJson(first)) return readJsonLines(file)
  return {
    records: file.length === 0 ? [] : [plain(file)],
    notes: [file.length === 0 ? t.noteEmptyFile : later.noteFileNotJson],
  }
}

/** A file whose text is only read, not kept: its byte order mark belongs to no record. */
export function withoutMark(file: Uint8Array): { bytes: Uint8Array; notes: string[] } {
  return hasByteOrderMark(file) ? { bytes: file.subarray(3), notes: [later.noteMark] } : { bytes: file, notes: [] }
}

function isJson(line: Uint8Array): boolean {
  const text = decodeStrict(line)
  if (text === null) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function plain(value: Bytes): ImportedRecord {
  return { key: null, value }
}
