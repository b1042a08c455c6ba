import { type Bytes, concatBytes } from '../../protocol/bytes.ts'
import { LIMITS } from '../../smartengine/limits.ts'
import { importNotes } from '../strings/en/importNotes.ts'
import type { ImportedRecord, PieceReader, RecordsFile } from './importedRecord.ts'
import { trimmed } from './jsonItems.ts'
import { isJson } from './jsonLines.ts'
import { hasByteOrderMark, withoutMark } from './lines.ts'

/** One record, byte for byte. */
export class WholeFile implements PieceReader {
  readonly #pieces: Bytes[] = []

  read(piece: Bytes): ImportedRecord[] {
    this.#pieces.push(piece)
    return []
  }

  end(): RecordsFile {
    return { records: [{ key: null, value: concatBytes(this.#pieces) }], notes: [] }
  }
}

/** One record: a JSON value without the space around it, or what the file holds, byte for byte and with a note. */
export class WholeJson extends WholeFile {
  override end(): RecordsFile {
    const { records } = super.end()
    const file = records[0]?.value ?? new Uint8Array()
    if (file.length === 0) return { records: [], notes: [importNotes.emptyFile] }
    const value = trimmed(withoutMark(file))
    // What is too large for a request is refused by the SPU, whatever it is; to parse it would hold the page.
    if (file.length <= LIMITS.requestBytes && isJson(value)) {
      return { records: [{ key: null, value }], notes: hasByteOrderMark(file) ? [importNotes.mark] : [] }
    }
    return { records, notes: [importNotes.fileNotJson] }
  }
}
