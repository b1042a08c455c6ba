import type { Bytes } from '../../protocol/bytes.ts'
import { importNotes } from '../strings/en/importNotes.ts'
import { encodeUtf8 } from '../text/utf8.ts'
import type { ImportedRecord, PieceReader, RecordsFile } from './importedRecord.ts'

/** Characters that separate fields; the one most frequent in the header is taken. */
const SEPARATORS = [',', ';', '\t'] as const

interface Row {
  /** line of the file it starts in, from 1 */
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * A table (RFC 4180, also with ; or tab): each row after the header becomes the text of a JSON object whose values are
 * the cells as strings. Empty lines are skipped. A row with other than the header's number of cells keeps what it has:
 * missing cells are left out, further ones are named column_n. The file must be UTF-8.
 */
export class CsvRows implements PieceReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  /** text from the first row that has no end yet */
  #text = ''
  /** a row that is longer than the text is not tried again with every piece: that would take for ever */
  #enough = 0
  #begun = false
  #marked = false
  #separator: string | null = null
  #names: readonly string[] | null = null
  #line = 1
  #rows = 0
  #uneven = 0
  #firstUneven = 0

  read(piece: Bytes): ImportedRecord[] {
    return this.#records(this.#decoder.decode(piece, { stream: true }), false)
  }

  end(): RecordsFile {
    const records = this.#records(this.#decoder.decode(), true)
    const notes: string[] = this.#marked ? [importNotes.mark] : []
    if (this.#uneven > 0) notes.push(importNotes.uneven(this.#firstUneven, this.#uneven))
    if (this.#rows === 0) notes.push(importNotes.emptyFile)
    return { records, notes }
  }

  #records(more: string, last: boolean): ImportedRecord[] {
    this.#text += this.#begun ? more : this.#withoutMark(more)
    if (!last && (this.#text.length < this.#enough || !this.#text.includes('\n'))) return []
    this.#separator ??= pickSeparator(this.#text)
    const { rows, end, line } = readRows(this.#text, this.#separator, this.#line, last)
    this.#text = this.#text.slice(end)
    this.#enough = rows.length === 0 ? 2 * this.#text.length : 0
    this.#line = line
    if (rows.length === 0) return []
    const [header, ...rest] = rows
    const names = this.#names ?? columnNames(header?.cells ?? [])
    const records = this.#names === null ? rest : rows
    this.#names = names
    this.#rows += records.length
    for (const { cells, line: rowLine } of records) {
      if (cells.length === names.length) continue
      this.#uneven += 1
      if (this.#uneven === 1) this.#firstUneven = rowLine
    }
    return records.map(({ cells }) => toRecord(names, cells))
  }

  #withoutMark(text: string): string {
    if (text === '') return text
    this.#begun = true
    this.#marked = text.startsWith('\ufeff')
    return this.#marked ? text.slice(1) : text
  }
}

function toRecord(names: readonly string[], cells: readonly string[]): ImportedRecord {
  const fields = cells.map(
    (cell, index) => `${JSON.stringify(names[index] ?? `column_${index + 1}`)}:${JSON.stringify(cell)}`,
  )
  return { key: null, value: encodeUtf8(`{${fields.join(',')}}`) }
}

/** Every column has a name of its own. */
function columnNames(header: readonly string[]): string[] {
  const names: string[] = []
  header.forEach((cell, index) => {
    const wanted = cell.trim() === '' ? `column_${index + 1}` : cell
    let name = wanted
    for (let n = 2; names.includes(name); n += 1) name = `${wanted}_${n}`
    names.push(name)
  })
  return names
}

/**
 * The rows of a text.
 * @param firstLine line of the file in which the text begins
 * @param last the file ends with this text; else a row without its line end is left for later
 * @returns the rows, and where in the text, and in which line, the row that was left begins
 */
function readRows(text: string, separator: string, firstLine: number, last: boolean) {
  const rows: Row[] = []
  let cells: string[] = []
  let at = 0
  let line = firstLine
  let rowAt = 0
  let rowLine = firstLine
  while (at < text.length) {
    const cell = readCell(text, at, separator)
    cells.push(cell.value)
    line += cell.lines
    at = cell.end
    if (text[at] === separator) {
      at += 1
      if (at < text.length) continue
      cells.push('')
    }
    // A cell ends at the end of the text or at a line end, and only the second is the end of a row.
    if (at === text.length && !last) break
    if (cells.length > 1 || cells[0] !== '' || cell.quoted) rows.push({ line: rowLine, cells })
    cells = []
    if (text[at] === '\r') at += 1
    if (text[at] === '\n') at += 1
    line += 1
    rowLine = line
    rowAt = at
  }
  return { rows, end: rowAt, line: rowLine }
}

/** A cell from `at` to the separator or line end behind it. Text behind a closing quote is kept as it is. */
function readCell(text: string, at: number, separator: string) {
  if (text[at] !== '"') {
    const end = cellEnd(text, at, separator)
    return { value: text.slice(at, end), end, lines: 0, quoted: false }
  }
  let value = ''
  let from = at + 1
  for (;;) {
    const quote = text.indexOf('"', from)
    if (quote < 0) {
      value += text.slice(from)
      from = text.length
      break
    }
    value += text.slice(from, quote)
    from = quote + 1
    if (text[from] !== '"') break
    value += '"'
    from += 1
  }
  const end = cellEnd(text, from, separator)
  const lines = value.split('\n').length - 1
  return { value: value + text.slice(from, end), end, lines, quoted: true }
}

function cellEnd(text: string, at: number, separator: string): number {
  let end = at
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && !isLineEnd(text, end)) end += 1
  return end
}

function isLineEnd(text: string, at: number): boolean {
  return text[at] === '\r' && text[at + 1] === '\n'
}

function pickSeparator(text: string): string {
  const header = text.slice(0, text.search(/\n|$/)).replace(/"(?:[^"]|"")*"/g, '')
  const counts = SEPARATORS.map((separator) => header.split(separator).length)
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ','
}
