import { type Bytes, concatBytes } from '../../src/protocol/bytes.ts'

/** Bytes as rows write them when their content is known. */
export type KnownBytes = { readonly b64: string } | { readonly rep_b64: string; readonly n: number }

/** The bytes a row means. */
export function bytesOf(written: KnownBytes): Bytes {
  if ('b64' in written) return fromBase64(written.b64)
  const piece = fromBase64(written.rep_b64)
  return concatBytes(Array.from({ length: written.n }, () => piece))
}

/** The bytes of base64 text, in browsers too. */
export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

/** Bytes as base64 text, in browsers too. */
export function toBase64(bytes: Uint8Array): string {
  let characters = ''
  for (const byte of bytes) characters += String.fromCharCode(byte)
  return btoa(characters)
}
