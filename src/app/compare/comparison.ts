import type { Span } from '../text/span.ts'

/** A field that is on one side only, or on both with different values; texts are exactly as they stand there. */
export interface ChangedField {
  /** place in the JSON: "owner.login", "items[2].id"; "" for the whole value */
  readonly path: string
  readonly before: string
  readonly after: string
}

export interface OneSidedField {
  readonly path: string
  readonly text: string
}

export interface RenamedField {
  readonly from: string
  readonly to: string
  readonly text: string
}

/** Two JSON values by meaning: the order of keys and the space between tokens do not count. */
export interface JsonComparison {
  readonly by: 'json'
  /** fields that are the same; a field whose whole object or array is the same is one */
  readonly kept: readonly OneSidedField[]
  readonly added: readonly OneSidedField[]
  readonly removed: readonly OneSidedField[]
  readonly changed: readonly ChangedField[]
  readonly renamed: readonly RenamedField[]
  /** true when an object has a key twice; such fields are paired in order, and the 2nd one's path ends in "(2)" */
  readonly duplicateKeys: boolean
}

/** A piece of two texts: on both sides, in the first only, or in the second only. */
export interface TextPart {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

export interface TextComparison {
  readonly by: 'text'
  readonly parts: readonly TextPart[]
  /** true when the texts were too large: then what is between the first and the last difference is one part */
  readonly coarse: boolean
}

export interface BytesComparison {
  readonly by: 'bytes'
  readonly beforeBytes: number
  readonly afterBytes: number
  /** where bytes at the same place differ or are on one side only; the first of them */
  readonly ranges: readonly Span[]
  /** true when there are more ranges */
  readonly more: boolean
}

/** How two values compare. `same`: byte for byte. */
export type Comparison = { readonly by: 'same' } | JsonComparison | TextComparison | BytesComparison
