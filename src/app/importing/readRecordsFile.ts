import type { Bytes } from '../../protocol/bytes.ts'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { readCsv } from './csv.ts'
import { ImportError, MAX_FILE_BYTES, type RecordsFile } from './importedRecord.ts'
import { readJsonFile, readJsonLines } from './jsonFiles.ts'
import { splitLines } from './lines.ts'
import { readRecordsJsonl } from './recordsJsonl.ts'

const READERS: readonly (readonly [RegExp, (bytes: Bytes) => RecordsFile])[] = [
  [/\.records\.jsonl$/i, readRecordsJsonl],
  [/\.(jsonl|ndjson)$/i, readJsonLines],
  [/\.json$/i, readJsonFile],
  [/\.csv$/i, readCsv],
  [/\.(txt|log)$/i, readTextLines],
]

/** True when a file of this name is read record by record; any other is one record. */
export function isRecordsFile(name: string): boolean {
  return READERS.some(([pattern]) => pattern.test(name))
}

/**
 * Reads a dropped file into records (ux 8.1), by its name; a file of an unknown name is one record, byte for byte.
 * @param name decides how it is read: .records.jsonl, .jsonl, .ndjson, .json, .csv, .txt, .log
 * @throws ImportError for a file above the limit and for a records file that does not follow its format
 */
export function readRecordsFile(name: string, bytes: Bytes): RecordsFile {
  if (bytes.length > MAX_FILE_BYTES) {
    throw new ImportError('E_FILE_TOO_LARGE', later.importTooLarge(bytes.length, MAX_FILE_BYTES), null)
  }
  const read = READERS.find(([pattern]) => pattern.test(name))?.[1]
  return read ? read(bytes) : { records: [{ key: null, value: bytes }], notes: [] }
}

/** The same for a file; one above the limit is not read at all. */
export async function readFile(file: File): Promise<RecordsFile> {
  if (file.size > MAX_FILE_BYTES) {
    throw new ImportError('E_FILE_TOO_LARGE', later.importTooLarge(file.size, MAX_FILE_BYTES), null)
  }
  return readRecordsFile(file.name, new Uint8Array(await file.arrayBuffer()))
}

/** Line by line, as `fluvio produce` reads a file: an empty line is a record with an empty value. */
function readTextLines(bytes: Uint8Array): RecordsFile {
  const records = splitLines(bytes).map((value) => ({ key: null, value }))
  return { records, notes: records.length === 0 ? [t.noteEmptyFile] : [] }
}
