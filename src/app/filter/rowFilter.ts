import type { RowFilter as ShownRows } from '../rows/rowFilter.ts'

/** Which rows are shown, and why: those of the offsets in it, on both sides. */
export interface RowFilter extends ShownRows {
  /** as it was typed; never empty */
  readonly text: string
  /** by partition: the offsets of records that hold the text, on either side; ascending, each once */
  readonly offsets: readonly Float64Array[]
  /** how many offsets that are */
  readonly count: number
}
