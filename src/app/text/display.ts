import type { Span } from './span.ts'
import { decodeUtf8, sequenceLength } from './utf8.ts'

/**
 * A piece of text as it is drawn. `symbol` stands for a character that would not be seen or would change how others
 * are seen; `byte` stands for a byte that is not UTF-8. from and to are places in the text of decodeUtf8.
 */
export interface DisplaySegment extends Span {
  readonly kind: 'text' | 'symbol' | 'byte'
  readonly text: string
}

/** A key or a value as it is drawn. */
export interface Display {
  readonly segments: readonly DisplaySegment[]
  /** true when the segments are only the beginning */
  readonly cut: boolean
  /** size of all of it */
  readonly bytes: number
  /** code units of all of it; null when it is so large that only its beginning was read */
  readonly characters: number | null
}

export interface DisplayOptions {
  /** code units drawn at most */
  readonly limit?: number
  /** draw line breaks and tabs as they are, in a block of several lines; else as symbols */
  readonly block?: boolean
}

/** Above this many bytes only the first HEAD_BYTES are read (ux 21). */
const LARGE_BYTES = 100_000
const HEAD_BYTES = 4_000

/**
 * Cc, Cf (direction marks, zero width, tags, byte order mark), line and paragraph separators, everything Unicode calls
 * ignorable, the no-break space, and stray bytes. The parts that hold an emoji together are left where they do that.
 */
const UNSEEN =
  /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}#*0-9])\uFE0F|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?)\u200D(?=\p{Extended_Pictographic})|([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\u00A0\uD800-\uDFFF])/gu

/**
 * A key or value as segments to draw. Control, direction and invisible characters become visible symbols and bytes
 * that are not UTF-8 become \xFF. A null key is no bytes at all: the caller draws it in words.
 */
export function displayBytes(bytes: Uint8Array, options: DisplayOptions = {}): Display {
  const large = bytes.length > LARGE_BYTES && options.limit !== undefined
  const text = decodeUtf8(large ? bytes.subarray(0, wholeCharacters(bytes, HEAD_BYTES)) : bytes)
  const limit = cutAt(text, options.limit ?? text.length)
  return {
    segments: displayText(text.slice(0, limit), options.block ?? false),
    cut: large || limit < text.length,
    bytes: bytes.length,
    characters: large ? null : text.length,
  }
}

/** The same for a text that is at hand: a name, an error's hint, a line of a module's log. */
export function displayText(text: string, block = false): DisplaySegment[] {
  const segments: DisplaySegment[] = []
  let at = 0
  const push = (kind: DisplaySegment['kind'], from: number, to: number, drawn: string) => {
    if (to > from) segments.push({ kind, from, to, text: drawn })
  }
  for (const match of text.matchAll(UNSEEN)) {
    const unseen = match[1]
    if (unseen === undefined || (block && (unseen === '\n' || unseen === '\t'))) continue
    push('text', at, match.index, text.slice(at, match.index))
    at = match.index + unseen.length
    const stray = strayByte(unseen)
    push(stray === null ? 'symbol' : 'byte', match.index, at, stray ?? symbolFor(unseen))
  }
  push('text', at, text.length, text.slice(at))
  return segments
}

/** Where a text may be cut at or before `limit` without splitting a character. */
function cutAt(text: string, limit: number): number {
  if (limit >= text.length) return text.length
  const before = text.charCodeAt(limit - 1)
  return before >= 0xd800 && before <= 0xdbff ? limit - 1 : limit
}

/** Where bytes may be cut at or before `limit` without splitting a UTF-8 sequence that is whole in them. */
function wholeCharacters(bytes: Uint8Array, limit: number): number {
  for (let start = limit - 1; start >= limit - 3; start -= 1) {
    const length = sequenceLength(bytes, start)
    if (length > 0) return start + length > limit ? start : limit
  }
  return limit
}

function strayByte(character: string): string | null {
  const code = character.charCodeAt(0)
  if (character.length !== 1 || code < 0xdc80 || code > 0xdcff) return null
  return `\\x${(code - 0xdc00).toString(16).toUpperCase()}`
}

/** Unicode's own pictures for C0 and DEL, the code point for the rest. */
function symbolFor(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}
