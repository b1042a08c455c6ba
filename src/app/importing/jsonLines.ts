import type { Bytes } from '../../protocol/bytes.ts'
import { importNotes } from '../strings/en/importNotes.ts'
import { decodeStrict } from '../text/utf8.ts'
import type { ImportedRecord, PieceReader, RecordsFile } from './importedRecord.ts'
import { hasByteOrderMark, LineSplitter, withoutMark } from './lines.ts'

/**
 * JSON lines (.jsonl, .ndjson): each line is a record, byte for byte. Empty lines and a byte order mark are left out
 * with a note; a line that is not JSON is imported as it is, with a note.
 */
export class JsonLines implements PieceReader {
  readonly #lines = new LineSplitter()
  #number = 0
  #json = 0
  #notJson = 0
  #firstNotJson = 0
  #empty = 0
  #marked = false

  read(piece: Bytes): ImportedRecord[] {
    return this.#records(this.#lines.push(piece))
  }

  end(): RecordsFile {
    const records = this.#records(this.#lines.end().filter((line) => !this.#isMarkAlone(line)))
    const notes: string[] = this.#marked ? [importNotes.mark] : []
    if (this.#notJson === 1) notes.push(importNotes.notJson(this.#firstNotJson, this.#json))
    if (this.#notJson > 1) notes.push(importNotes.notJsonMany(this.#notJson, this.#firstNotJson, this.#json))
    if (this.#empty > 0) notes.push(importNotes.emptyLines(this.#empty))
    if (this.#json + this.#notJson === 0) notes.push(importNotes.emptyFile)
    return { records, notes }
  }

  #records(lines: Bytes[]): ImportedRecord[] {
    const records: ImportedRecord[] = []
    for (const line of lines) {
      this.#number += 1
      const value = this.#number === 1 ? this.#withoutMark(line) : line
      if (value.length === 0) {
        this.#empty += 1
        continue
      }
      if (isJson(value)) this.#json += 1
      else {
        this.#notJson += 1
        if (this.#notJson === 1) this.#firstNotJson = this.#number
      }
      records.push({ key: null, value })
    }
    return records
  }

  #withoutMark(line: Bytes): Bytes {
    this.#marked = hasByteOrderMark(line)
    return withoutMark(line)
  }

  /** A file of nothing but a byte order mark has no line. */
  #isMarkAlone(line: Bytes): boolean {
    if (this.#number > 0 || line.length !== 3) return false
    this.#withoutMark(line)
    return this.#marked
  }
}

/** True for UTF-8 that is JSON as a whole. */
export function isJson(bytes: Uint8Array): boolean {
  const text = decodeStrict(bytes)
  if (text === null) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
