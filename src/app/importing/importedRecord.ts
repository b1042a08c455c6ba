import type { Bytes } from '../../protocol/bytes.ts'

/** A record of a file: key and value byte for byte, the rest as far as the file says it. */
export interface ImportedRecord {
  readonly key: Bytes | null
  readonly value: Bytes
  /** ms */
  readonly timestamp?: number
  readonly partition?: number
  /** records with the same number are stored together, in order */
  readonly batch?: number
}

export interface RecordsFile {
  readonly records: ImportedRecord[]
  /** sentences about what was done with parts of the file that could not be read as they should be */
  readonly notes: string[]
}

/** Reads one format, piece by piece: a piece may begin and end anywhere. */
export interface PieceReader {
  /** The records that are complete with this piece. @throws ImportError */
  read(piece: Bytes): ImportedRecord[]
  /** The records that the end of the file completes, and the notes about the whole. @throws ImportError */
  end(): RecordsFile
}

/** Largest file that is read record by record, in bytes. It is never in memory as a whole. */
export const MAX_FILE_BYTES = 1024 * 1024 * 1024
/** Largest file that becomes one record, and most bytes that the repetitions of a records file may stand for. */
export const MAX_WHOLE_BYTES = 64 * 1024 * 1024

/** A file that is not imported at all. The message is the sentence for the user. */
export class ImportError extends Error {
  override readonly name = 'ImportError'
  readonly code: 'E_FILE_TOO_LARGE' | 'E_RECORDS_FILE'
  /** counted from 1; null when it is about the whole file */
  readonly line: number | null

  constructor(code: ImportError['code'], message: string, line: number | null) {
    super(message)
    this.code = code
    this.line = line
  }
}
