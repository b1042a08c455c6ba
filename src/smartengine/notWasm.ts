import { EngineError } from './engineError.ts'

/** How many of the first bytes an error shows. */
const SHOWN = 16

/**
 * The error for a file that is not WebAssembly. Details: firstBytes (hex, "5b 70 61 63"), firstText (printable bytes as
 * they are, others as "."), bytes (size).
 */
export function notWasm(bytes: Uint8Array): EngineError {
  const first = bytes.subarray(0, SHOWN)
  const firstBytes = Array.from(first, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  const firstText = Array.from(first, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(
    '',
  )
  const message = bytes.length === 0 ? 'the file is empty' : `the first bytes are ${firstBytes}, not 00 61 73 6d`
  return new EngineError('E_NOT_WASM', message, { firstBytes, firstText, bytes: bytes.length })
}
