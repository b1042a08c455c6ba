/*
 * The rows of both sides, made the plain way: an object for each record, and maps by place. It knows nothing of
 * batches, heads or sums, and stands beside the rows of the page as what they must come to.
 */

export interface NaiveRecord {
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  readonly value: string
}

export interface NaiveRow {
  readonly stored: NaiveRecord | null
  readonly parent: NaiveRecord | null
  readonly received: NaiveRecord | null
  readonly error: number | null
  readonly changed: boolean
  readonly outputs: number
}

type Place = { readonly partition: number; readonly offset: number }

/**
 * @param stored in the order of the table
 * @param received in the order of arrival, with the place each belongs to
 * @param errors where each error belongs; null: nowhere
 * @param isShown false: this stored record is filtered out
 */
export function naiveRows(
  stored: readonly NaiveRecord[],
  received: readonly { readonly record: NaiveRecord; readonly place: Place | null }[],
  errors: readonly (Place | null)[],
  isShown: ((place: Place) => boolean) | null = null,
): NaiveRow[] {
  const places = new Set(stored.map(name))
  const rows: NaiveRow[] = []
  errors.forEach((place, error) => {
    if (place === null || !places.has(name(place))) rows.push({ ...EMPTY, error })
  })
  for (const record of stored) {
    if (isShown && !isShown(record)) continue
    const came = received.filter(({ place }) => place !== null && name(place) === name(record))
    const failed = [...errors.keys()].filter((error) => errors[error] && name(errors[error]) === name(record))
    const [first] = came
    const changed =
      first !== undefined && (came.length > 1 || first.record.key !== record.key || first.record.value !== record.value)
    const common = { ...EMPTY, parent: record, outputs: came.length }
    const own: NaiveRow[] = [
      ...came.map(({ record: arrived }) => ({ ...common, received: arrived, changed })),
      ...failed.map((error) => ({ ...common, error })),
    ]
    rows.push(...(own.length === 0 ? [common] : own).map((row, i) => (i === 0 ? { ...row, stored: record } : row)))
  }
  if (isShown === null) {
    for (const { record, place } of received) {
      if (place === null || !places.has(name(place))) rows.push({ ...EMPTY, received: record })
    }
  }
  return rows
}

function name({ partition, offset }: Place): string {
  return `${partition}:${offset}`
}

const EMPTY: NaiveRow = { stored: null, parent: null, received: null, error: null, changed: false, outputs: 0 }
