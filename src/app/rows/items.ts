/**
 * What a table draws: places, some of which hold a row on this side. Places are made when they are asked for, so a
 * million of them cost nothing.
 */
export interface Items<T> {
  /** how many places */
  readonly count: number
  /** how many of them hold a row */
  readonly rows: number
  itemAt(index: number): T | null
  /** rows in the places before `index` */
  rowsBefore(index: number): number
  /** the place of the n-th row, from 0; -1 when there are not so many */
  indexOfRow(n: number): number
  /** the place of this id; -1 when there is none */
  indexOf(id: string): number
  /** the places from `from` to `to` are about to be drawn */
  want(from: number, to: number): void
  /** told when a place that was drawn has more to show. @returns a function that stops listening */
  onRead(listener: () => void): () => void
}
