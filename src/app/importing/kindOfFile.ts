/** Bytes that a text is recognised by. */
const READ = 4096

const MAGIC: readonly (readonly [hex: string, name: string])[] = [
  ['89 50 4e 47', 'a PNG image'],
  ['ff d8 ff', 'a JPEG image'],
  ['47 49 46 38', 'a GIF image'],
  ['50 4b 03 04', 'a ZIP archive'],
  ['50 4b 05 06', 'a ZIP archive'],
  ['1f 8b', 'a gzip file'],
  ['28 b5 2f fd', 'a Zstandard file'],
  ['25 50 44 46', 'a PDF'],
  ['7f 45 4c 46', 'a native Linux library or program'],
  ['4d 5a', 'a native Windows library or program'],
  ['cf fa ed fe', 'a native macOS library or program'],
  ['ca fe ba be', 'a Java class or macOS program'],
  ['21 3c 61 72 63 68 3e', 'a static library'],
  ['42 43 c0 de', 'LLVM bitcode'],
]

const TEXTS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^\s*(<!doctype\s+html|<html|<head|<body)/i, 'an HTML page'],
  [/^\s*<\?xml|^\s*<svg/i, 'XML'],
  [/^\s*(;;[^\n]*\n\s*|\(;[\s\S]*?;\)\s*)*\((module|component)\b/, 'WebAssembly text (.wat)'],
  [/^\s*[{[]\s*("|\d|[{[\]}]|true|false|null|-)/, 'JSON'],
  [/^\s*\[(package|workspace|dependencies|lib)\]/m, 'a Cargo.toml'],
  [/\b(fn\s+\w+\s*[(<]|use\s+\w+(::|;)|#!?\[\w+)/, 'Rust source'],
  [/^\s*apiVersion:|^\s*transforms:/m, 'YAML'],
]

/** What a file that is no WebAssembly looks like, by its first bytes, as a phrase; "" when nothing is known. */
export function kindOfFile(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file'
  for (const [hex, name] of MAGIC) {
    if (hex.split(' ').every((digits, at) => bytes[at] === Number.parseInt(digits, 16))) return name
  }
  const text = textOf(bytes.subarray(0, READ))
  if (text === null) return ''
  for (const [pattern, name] of TEXTS) if (pattern.test(text)) return name
  return 'text'
}

/** The bytes as text, or null when they hold what texts do not: NUL and other controls, or bytes that are not UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.some((byte) => byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13)) return null
  try {
    // not the last bytes: a character may have been cut there
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return null
  }
}
