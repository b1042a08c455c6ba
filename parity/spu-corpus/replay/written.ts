import { createHash } from 'node:crypto'
import { bytesOf, toBase64 } from '../corpusBytes.ts'
import type { ResultBytes } from './rows.ts'

const SHOWN = 4096

/** Bytes as a text to compare: base64, or hash and length where a row may have written those. */
export function written(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null
  if (bytes.length <= SHOWN) return toBase64(bytes)
  return `sha256 ${createHash('sha256').update(bytes).digest('hex')} of ${bytes.length} bytes`
}

/** What a row wrote, in the same way. */
export function expectedBytes(bytes: ResultBytes | null | undefined): string | null {
  if (!bytes) return null
  return 'sha256' in bytes ? `sha256 ${bytes.sha256} of ${bytes.len} bytes` : written(bytesOf(bytes))
}
