import type { Span } from '../text/span.ts'
import { decodeUtf8 } from '../text/utf8.ts'
import type { LeakPattern } from './pattern.ts'

/** A record as far as it is searched. The topic's from the observer stream, the consumer's from its frames. */
export interface SearchedRecord {
  readonly partition: number
  readonly offset: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array
}

/** An error that crossed: its hint, and the record it carries (null where it carries none). */
export interface SearchedError {
  readonly partition: number
  /** null for an error that names no record */
  readonly offset: number | null
  readonly hint: string
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
}

/** What of one side is searched together. */
export interface LeakSide {
  readonly records: Iterable<SearchedRecord>
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

export const NO_MATCHES: LeakCount = { total: 0, inValues: 0, inKeys: 0, inErrors: 0, places: [] }

/**
 * Both counts together.
 * @param records how many records, and errors, of the side `before` is about: those of `more` come after them
 */
export function addCounts(before: LeakCount, more: LeakCount, records: number, errors: number): LeakCount {
  const room = MAX_PLACES - before.places.length
  const added = more.total === 0 ? [] : more.places.slice(0, room)
  return {
    total: before.total + more.total,
    inValues: before.inValues + more.inValues,
    inKeys: before.inKeys + more.inKeys,
    inErrors: before.inErrors + more.inErrors,
    places: [
      ...before.places,
      ...added.map((place) => ({ ...place, index: place.index + (place.where === 'error' ? errors : records) })),
    ],
  }
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
  let index = 0
  for (const { partition, offset, key, value } of side.records) {
    add({ where: 'value', partition, offset, index, matches: countMatches(pattern, value) })
    if (key) add({ where: 'key', partition, offset, index, matches: countMatches(pattern, key) })
    index += 1
  }
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
