import type { Bytes } from '../../protocol/bytes.ts'
import { importNotes } from '../strings/en/importNotes.ts'
import { later } from '../strings/en/later.ts'
import { CsvRows } from './csv.ts'
import {
  ImportError,
  type ImportedRecord,
  MAX_FILE_BYTES,
  MAX_WHOLE_BYTES,
  type PieceReader,
} from './importedRecord.ts'
import { JsonItems, trimmed } from './jsonItems.ts'
import { isJson, JsonLines } from './jsonLines.ts'
import { LineSplitter, withoutMark } from './lines.ts'
import { RecordsJsonl } from './recordsJsonl.ts'
import { TextLines } from './textLines.ts'
import { WholeFile, WholeJson } from './wholeFile.ts'

/** How a file is read when its name ends so. Some of it may be looked at before, to see how. */
const FORMATS: readonly (readonly [RegExp, (file: ReadFile) => PieceReader | Promise<PieceReader>])[] = [
  [/\.records\.jsonl$/i, recordsFile],
  [/\.(jsonl|ndjson)$/i, () => new JsonLines()],
  [/\.json$/i, jsonFile],
  [/\.csv$/i, csvFile],
  [/\.(txt|log)$/i, () => new TextLines()],
]

/** True when a file of this name is read record by record; any other is one record. */
export function isRecordsFile(name: string): boolean {
  return FORMATS.some(([pattern]) => pattern.test(name))
}

/** A file as it is read: piece by piece, as often as needed. */
export interface ReadFile {
  readonly name: string
  readonly size: number
  /** the pieces from the beginning; the loop that reads them may leave off at any time */
  pieces(): AsyncIterable<Bytes>
}

/** Bytes of a piece: what is made of one is made in a few milliseconds. */
const PIECE_BYTES = 64 * 1024

/**
 * A file on disk, read in pieces.
 * @param onRead how many bytes were read, of `size`; starts over when the file is read a second time
 * @param signal pieces end, without an error, when it aborts
 */
export function openFile(
  file: File,
  onRead: (bytes: number) => void,
  signal: AbortSignal,
  pieceBytes = PIECE_BYTES,
): ReadFile {
  return {
    name: file.name,
    size: file.size,
    async *pieces() {
      for (let at = 0; at < file.size && !signal.aborted; at += pieceBytes) {
        const piece = await file.slice(at, at + pieceBytes).arrayBuffer()
        yield new Uint8Array(piece)
        onRead(Math.min(file.size, at + pieceBytes))
      }
    },
  }
}

/**
 * The records of a file (ux 8.1), by its name; a file of an unknown name is one record, byte for byte.
 * @param file named .records.jsonl, .jsonl, .ndjson, .json, .csv, .txt, .log or anything
 * @param notes gets sentences about what was done with parts that could not be read as they should be, at the end
 * @returns pieces of some records
 * @throws ImportError for a file above the limit, and for a records file that does not follow its format: that before
 *   its first record
 */
export async function* readRecords(file: ReadFile, notes: string[]): AsyncGenerator<ImportedRecord[], void> {
  const format = FORMATS.find(([pattern]) => pattern.test(file.name))?.[1]
  const limit = format === undefined ? MAX_WHOLE_BYTES : MAX_FILE_BYTES
  if (file.size > limit) {
    throw new ImportError('E_FILE_TOO_LARGE', later.importTooLarge(file.size, limit), null)
  }
  const reader = (await format?.(file)) ?? new WholeFile()
  for await (const piece of file.pieces()) yield reader.read(piece)
  const last = reader.end()
  notes.push(...last.notes)
  yield last.records
}

/** All of it is checked first, so that a line that is wrong leaves nothing half imported. */
async function recordsFile(file: ReadFile): Promise<PieceReader> {
  const check = new RecordsJsonl()
  for await (const piece of file.pieces()) check.read(piece)
  check.end()
  return new RecordsJsonl()
}

async function csvFile(file: ReadFile): Promise<PieceReader> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const piece of file.pieces()) decoder.decode(piece, { stream: true })
    decoder.decode()
  } catch {
    return new TextLines(importNotes.notUtf8)
  }
  return new CsvRows()
}

/**
 * A JSON file: a record per item of an array, the exact text of each; any other JSON value is one record. A file that
 * holds JSON lines under this name is read as such, and anything else is one record, byte for byte.
 */
async function jsonFile(file: ReadFile): Promise<PieceReader> {
  const items = new JsonItems()
  for await (const piece of file.pieces()) {
    items.read(piece)
    if (!items.ok) break
  }
  items.end()
  if (items.ok) return new JsonItems()
  if (await holdsJsonLines(file)) return new JsonLines()
  if (file.size > MAX_WHOLE_BYTES) {
    throw new ImportError('E_FILE_TOO_LARGE', later.importTooLarge(file.size, MAX_WHOLE_BYTES), null)
  }
  return new WholeJson()
}

/** The first line is JSON, and something that is not space follows. */
async function holdsJsonLines(file: ReadFile): Promise<boolean> {
  const lines = new LineSplitter()
  let first = true
  for await (const piece of file.pieces()) {
    for (const line of lines.push(piece)) {
      if (!first && trimmed(line).length > 0) return true
      if (first && !isJson(withoutMark(line))) return false
      first = false
    }
  }
  const rest = lines.end()[0]
  return !first && rest !== undefined && trimmed(rest).length > 0
}
