import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'

/** A line of a corpus file that holds something. */
export interface Line {
  readonly file: string
  /** from 1 */
  readonly number: number
  readonly text: string
}

/** What is wrong with a file or a line of it, in words for who wrote it. */
export class CorpusError extends Error {
  override readonly name = 'CorpusError'
}

/**
 * The lines of a file, without empty ones. A name that ends with .gz or .br is expanded.
 * @throws CorpusError when it cannot be read
 */
export async function readLines(file: string): Promise<Line[]> {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readExpanded(file))
  } catch (error) {
    throw new CorpusError(`${file}: cannot be read: ${whyNot(error)}`)
  }
  return text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [{ file, number: i + 1, text: line }]))
}

/** The bytes of a file; a name that ends with .gz or .br is expanded. */
export async function readExpanded(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file)
  if (file.endsWith('.br')) return promisify(brotliDecompress)(bytes)
  return file.endsWith('.gz') ? promisify(gunzip)(bytes) : bytes
}

function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'ENOENT') return 'there is no such file'
  if ('code' in error && error.code === 'EISDIR') return 'it is a folder'
  if ('code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text'
  return error.message
}
