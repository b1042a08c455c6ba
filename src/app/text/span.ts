/** A range of a text of decodeUtf8, in code units: from inclusive, to exclusive. */
export interface Span {
  readonly from: number
  readonly to: number
}
