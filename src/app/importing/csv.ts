import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { decodeStrict, encodeUtf8 } from '../text/utf8.ts'
import type { ImportedRecord, RecordsFile } from './importedRecord.ts'
import { withoutMark } from './jsonFiles.ts'
import { splitLines } from './lines.ts'

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
 * missing cells are left out, further ones are named column_n. A file that is not UTF-8 is imported line by line.
 */
export function readCsv(file: Uint8Array): RecordsFile {
  const { bytes, notes } = withoutMark(file)
  const text = decodeStrict(bytes)
  if (text === null) {
    return { records: splitLines(file).map((value) => ({ key: null, value })), notes: [later.noteNotUtf8] }
  }
  const [header, ...rows] = readRows(text)
  const names = columnNames(header?.cells ?? [])
  const uneven = rows.filter(({ cells }) => cells.length !== names.length)
  const [first] = uneven
  if (first) notes.push(later.noteUneven(first.line, uneven.length))
  if (rows.length === 0) notes.push(t.noteEmptyFile)
  return { records: rows.map(({ cells }) => toRecord(names, cells)), notes }
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

function readRows(text: string): Row[] {
  const separator = pickSeparator(text)
  const rows: Row[] = []
  let cells: string[] = []
  let at = 0
  let line = 1
  let rowLine = 1
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
    if (cells.length > 1 || cells[0] !== '' || cell.quoted) rows.push({ line: rowLine, cells })
    cells = []
    if (text[at] === '\r') at += 1
    if (text[at] === '\n') at += 1
    line += 1
    rowLine = line
  }
  return rows
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
