import type { Items } from './items.ts'
import type { Row } from './row.ts'
import type { RowSide, RowSource } from './rowSource.ts'

/** The rows as one side draws them: the same places, of which others hold a row. */
export function sideItems<T>(rows: RowSource, side: RowSide, make: (row: Row) => T): Items<T> {
  return {
    count: rows.count,
    rows: rows.rowCount(side),
    itemAt(index) {
      const row = rows.rowAt(index)
      return row && make(row)
    },
    rowsBefore: (index) => rows.rowsBefore(side, index),
    indexOfRow: (n) => rows.indexOfRow(side, n),
    indexOf: (id) => rows.indexOfId(id),
    want: (from, to) => rows.want(from, to),
    onRead: (listener) => rows.onRead(listener),
  }
}

/** A table without rows. */
export const NO_ITEMS: Items<never> = {
  count: 0,
  rows: 0,
  itemAt: () => null,
  rowsBefore: () => 0,
  indexOfRow: () => -1,
  indexOf: () => -1,
  want: () => {},
  onRead: () => () => {},
}
