import type { Bytes } from '../../protocol/bytes.ts'
import type { Span } from '../text/span.ts'
import { decodeUtf8 } from '../text/utf8.ts'
import type { LeakPattern } from './pattern.ts'

/** A record as far as it is searched. The topic's from the observer stream, the consumer's from its frames. */
export interface SearchedRecord {
  readonly partition: number
  readonly offset: number
  readonly key: Bytes | null
  readonly value: Bytes
}

/** An error that crossed: its hint, and the record it carries (null where it carries none). */
export interface SearchedError {
  readonly partition: number
  /** null for an error that names no record */
  readonly offset: number | null
  readonly hint: string
  readonly key: Bytes | null
  readonly value: Bytes | null
}

/** One side of the network. */
export interface LeakSide {
  readonly records: readonly SearchedRecord[]
  readonly errors: readonly SearchedError[]
}

/** Where something matched. Offsets are not unique at the consumer, hence the index. */
export interface LeakPlace {
  readonly where: 'value' | 'key' | 'error'
  readonly partition: number
  readonly offset: number | null
  /** place in the side's records, or in its errors */
  readonly index: number
  readonly matches: number
}

export interface LeakCount {
  /** matches, not records */
  readonly total: number
  readonly inValues: number
  readonly inKeys: number
  readonly inErrors: number
  /** in the order of the records, then the errors; the first MAX_PLACES */
  readonly places: readonly LeakPlace[]
}

/** Links are for people: further places are counted, not listed. */
export const MAX_PLACES = 1000

/** How often a pattern matches in a key, a value or a hint. Empty matches do not count. */
export function countMatches(pattern: LeakPattern, bytes: Uint8Array): number {
  return matchRanges(pattern, bytes).length
}

/**
 * Where a pattern matches, in code units of the text of decodeUtf8. A pattern may take very long: on the page's
 * thread call it only for bytes that the worker has answered for with the same pattern.
 */
export function matchRanges(pattern: LeakPattern, bytes: Uint8Array): Span[] {
  return rangesInText(pattern, decodeUtf8(bytes))
}

/** The same, in a text. */
export function rangesInText(pattern: LeakPattern, text: string): Span[] {
  const ranges: Span[] = []
  if (pattern.kind === 'text') {
    const { length } = pattern.text
    for (let at = text.indexOf(pattern.text); at >= 0; at = text.indexOf(pattern.text, at + length)) {
      ranges.push({ from: at, to: at + length })
    }
    return ranges
  }
  for (const match of text.matchAll(pattern.regex)) {
    if (match[0] !== '') ranges.push({ from: match.index, to: match.index + match[0].length })
  }
  return ranges
}

/** Searches keys and values of all records, and hint, key and value of all errors. */
export function searchSide(pattern: LeakPattern, side: LeakSide): LeakCount {
  const places: LeakPlace[] = []
  const totals = { value: 0, key: 0, error: 0 }
  const add = (place: LeakPlace) => {
    if (place.matches === 0) return
    totals[place.where] += place.matches
    if (places.length < MAX_PLACES) places.push(place)
  }
  side.records.forEach(({ partition, offset, key, value }, index) => {
    const matches = countMatches(pattern, value)
    add({ where: 'value', partition, offset, index, matches })
    if (key) add({ where: 'key', partition, offset, index, matches: countMatches(pattern, key) })
  })
  side.errors.forEach(({ partition, offset, hint, key, value }, index) => {
    let matches = rangesInText(pattern, hint).length
    for (const bytes of [key, value]) if (bytes) matches += countMatches(pattern, bytes)
    add({ where: 'error', partition, offset, index, matches })
  })
  return {
    total: totals.value + totals.key + totals.error,
    inValues: totals.value,
    inKeys: totals.key,
    inErrors: totals.error,
    places,
  }
}
