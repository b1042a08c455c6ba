import type { Bytes } from '../../protocol/bytes.ts'
import { importNotes } from '../strings/en/importNotes.ts'
import type { ImportedRecord, PieceReader, RecordsFile } from './importedRecord.ts'
import { LineSplitter } from './lines.ts'

/** Line by line, as `fluvio produce` reads a file: an empty line is a record with an empty value. */
export class TextLines implements PieceReader {
  readonly #lines = new LineSplitter()
  readonly #note: string | null
  #empty = true

  /** @param note about a file that should have been read in another way; null for none */
  constructor(note: string | null = null) {
    this.#note = note
  }

  read(piece: Bytes): ImportedRecord[] {
    return this.#records(this.#lines.push(piece))
  }

  end(): RecordsFile {
    const records = this.#records(this.#lines.end())
    const notes = this.#note === null ? [] : [this.#note]
    return { records, notes: this.#empty ? [...notes, importNotes.emptyFile] : notes }
  }

  #records(lines: Bytes[]): ImportedRecord[] {
    if (lines.length > 0) this.#empty = false
    return lines.map((value) => ({ key: null, value }))
  }
}
