import { type Bytes, concatBytes } from '../../src/protocol/bytes.ts'

/** Bytes as rows write them when their content is known. */
export type KnownBytes = { readonly b64: string } | { readonly rep_b64: string; readonly n: number }

/** The bytes a row means. */
export function bytesOf(written: KnownBytes): Bytes {
  if ('b64' in written) return new Uint8Array(Buffer.from(written.b64, 'base64'))
  const piece = new Uint8Array(Buffer.from(written.rep_b64, 'base64'))
  return concatBytes(Array.from({ length: written.n }, () => piece))
}
