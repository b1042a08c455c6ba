import { type Bytes, concatBytes } from '../../protocol/bytes.ts'
import { importNotes } from '../strings/en/importNotes.ts'
import type { ImportedRecord, PieceReader, RecordsFile } from './importedRecord.ts'
import { isJson } from './jsonLines.ts'

/** Deeper than this is not read as JSON, as elsewhere on the page. */
const MAX_DEPTH = 200

const SPACES = [0x20, 0x09, 0x0a, 0x0d]
const MARK = [0xef, 0xbb, 0xbf]
const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const OPENING = [0x5b, 0x7b]
const CLOSING = [0x5d, 0x7d]

/**
 * A JSON file that is an array: a record per item, the exact text of each. Finds the items by brackets and quotes
 * alone; each of them is then checked by itself, and together that is the check of the whole.
 */
export class JsonItems implements PieceReader {
  /** false: the file, as far as it was read, is not an array in JSON */
  ok = true
  #at: 'start' | 'items' | 'end' = 'start'
  #depth = 0
  #inString = false
  #escaped = false
  /** the item that has no end yet */
  #open: Bytes[] = []
  #items = 0
  /** bytes of a byte order mark seen at the very start */
  #mark = 0
  #begun = false

  read(piece: Bytes): ImportedRecord[] {
    const records: ImportedRecord[] = []
    let from = this.#at === 'items' ? 0 : -1
    for (let i = 0; i < piece.length && this.ok; i++) {
      const byte = piece[i] ?? 0
      if (this.#at === 'start') {
        if (this.#starts(byte)) from = i + 1
      } else if (this.#at === 'end') this.ok = SPACES.includes(byte)
      else if (this.#inString) this.#string(byte)
      else if (this.#depth === 1 && (byte === COMMA || byte === CLOSING[0])) {
        this.#close(piece.subarray(from, i), byte === COMMA, records)
        from = i + 1
        if (byte !== COMMA) this.#at = 'end'
      } else if (byte === QUOTE) this.#inString = true
      else if (OPENING.includes(byte)) this.ok = ++this.#depth <= MAX_DEPTH
      else if (CLOSING.includes(byte)) this.ok = --this.#depth >= 1
    }
    if (this.#at === 'items' && from < piece.length) this.#open.push(piece.slice(from))
    return records
  }

  end(): RecordsFile {
    if (this.#at !== 'end') this.ok = false
    const notes: string[] = this.#mark === MARK.length ? [importNotes.mark] : []
    return { records: [], notes: this.#items === 0 ? [...notes, importNotes.emptyFile] : notes }
  }

  /** What stands before the array: a byte order mark, and space. @returns true at its opening bracket */
  #starts(byte: number): boolean {
    if (!this.#begun && byte === MARK[this.#mark]) {
      this.#mark += 1
      return false
    }
    if (this.#mark !== 0 && this.#mark !== MARK.length) this.ok = false
    if (byte === OPENING[0]) {
      this.#at = 'items'
      this.#depth = 1
      return true
    }
    if (!SPACES.includes(byte)) this.ok = false
    this.#begun = true
    return false
  }

  #string(byte: number): void {
    if (this.#escaped) this.#escaped = false
    else if (byte === BACKSLASH) this.#escaped = true
    else if (byte === QUOTE) this.#inString = false
  }

  #close(last: Uint8Array, more: boolean, records: ImportedRecord[]): void {
    const value = trimmed(concatBytes([...this.#open, last]))
    this.#open = []
    // "[]" has no item, "[,]" and "[1,]" have one that is not there
    if (value.length === 0 && !more && this.#items === 0) return
    if (isJson(value)) records.push({ key: null, value })
    else this.ok = false
    this.#items += 1
  }
}

/** A JSON value without the space around it. */
export function trimmed(bytes: Bytes): Bytes {
  let from = 0
  let to = bytes.length
  while (from < to && SPACES.includes(bytes[from] ?? 0)) from += 1
  while (to > from && SPACES.includes(bytes[to - 1] ?? 0)) to -= 1
  return bytes.slice(from, to)
}
