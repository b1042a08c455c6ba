/** Records that came of one stored batch and arrived together. */
export interface Segment {
  /** the batch that arrived, and the first of its records that belongs here */
  readonly arrived: number
  readonly from: number
  readonly count: number
  /** for each of them the stored record it came of; null: `first`, `first` + 1, … */
  readonly records: Int32Array | null
  readonly first: number
  /** each of them came of a later record than the one before */
  readonly rising: boolean
}

/** An error that is shown beside a stored record. */
export interface PlacedError {
  readonly record: number
  /** which of the errors that arrived */
  readonly error: number
}

/** What a stored batch and what came of it take of the table. Changes make a new one. */
export interface Slot {
  readonly segments: readonly Segment[]
  readonly errors: readonly PlacedError[]
}

/** The rows of one stored batch, column by column; -1 stands for none. */
export interface BatchRows {
  readonly count: number
  /** the stored record a row belongs to */
  readonly records: Int32Array
  /** its place among the rows of its record */
  readonly nth: Int32Array
  /** the batch that arrived, and the record in it */
  readonly arrived: Int32Array
  readonly arrivedRecords: Int32Array
  readonly errors: Int32Array
  /** how many records came of the record of a row */
  readonly outputs: Int32Array
}

/** Whether each stored record has exactly one row, without a look at each of them. */
export function isPlain({ segments, errors }: Slot): boolean {
  return errors.length === 0 && (segments.length === 0 || (segments.length === 1 && segments[0]!.rising))
}

/** How many records came of a batch. */
export function arrivedCount({ segments }: Slot): number {
  return segments.reduce((sum, { count }) => sum + count, 0)
}

/**
 * The rows of a stored batch: a row for each record with the first that came of it, one for each further one, then one
 * for each error beside it (the first row where nothing came of it).
 * @param shown places of the records to show, ascending; null: all
 */
export function batchRows(slot: Slot, records: number, shown: Int32Array | null = null): BatchRows {
  const came = new Int32Array(records)
  for (const segment of slot.segments) {
    for (let i = 0; i < segment.count; i++) came[recordOf(segment, i)]! += 1
  }
  const failed = new Int32Array(slot.errors.length === 0 ? 0 : records)
  for (const { record } of slot.errors) failed[record]! += 1

  // where the rows of each record begin; records that are not shown have none
  const starts = new Int32Array(records).fill(-1)
  let count = 0
  const show = (record: number) => {
    starts[record] = count
    count += Math.max(1, came[record]! + (failed[record] ?? 0))
  }
  if (shown === null) for (let record = 0; record < records; record++) show(record)
  else for (const record of shown) show(record)

  const columns = {
    count,
    records: new Int32Array(count),
    nth: new Int32Array(count),
    arrived: new Int32Array(count).fill(-1),
    arrivedRecords: new Int32Array(count).fill(-1),
    errors: new Int32Array(count).fill(-1),
    outputs: new Int32Array(count),
  }
  for (let record = 0; record < records; record++) {
    const start = starts[record]!
    if (start < 0) continue
    const rows = Math.max(1, came[record]! + (failed[record] ?? 0))
    for (let nth = 0; nth < rows; nth++) {
      columns.records[start + nth] = record
      columns.nth[start + nth] = nth
      columns.outputs[start + nth] = came[record]!
    }
  }
  const next = starts.slice()
  for (const segment of slot.segments) {
    for (let i = 0; i < segment.count; i++) {
      const record = recordOf(segment, i)
      const row = next[record]!
      if (row < 0) continue
      next[record] = row + 1
      columns.arrived[row] = segment.arrived
      columns.arrivedRecords[row] = segment.from + i
    }
  }
  for (const { record, error } of slot.errors) {
    const row = next[record]!
    if (row < 0) continue
    next[record] = row + 1
    columns.errors[row] = error
  }
  return columns
}

/** The stored record that the i-th record of a segment came of. */
export function recordOf({ records, first }: Segment, i: number): number {
  return records === null ? first + i : records[i]!
}
