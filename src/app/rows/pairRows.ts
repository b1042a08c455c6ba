import type { Received, ReceivedError, ReceivedRecord } from '../consume/received.ts'
import type { TopicRecord, TopicRecords } from '../topic/topicRecords.ts'
import type { Outcome, Outcomes } from '../trace/outcomes.ts'

/** One line across both sides: what the topic stores on the left, what came of it on the right. */
export interface Row {
  readonly id: string
  /** null in a row that only the consumer has, and in the 2nd … nth row of a record that became several */
  readonly stored: TopicRecord | null
  /** the record of the topic this row belongs to, also in its 2nd … nth row */
  readonly parent: TopicRecord | null
  readonly outcome: Outcome | null
  /** true when key or value differ between the two sides */
  readonly changed: boolean
  readonly received: ReceivedRecord | null
  readonly error: ReceivedError | null
}

/** Where an error is shown: beside the record it is about, as far as that is known. */
export interface ErrorPlace {
  readonly partition: number
  readonly offset: number
}

/**
 * Pairs both sides by partition and offset. Every received record and every error has exactly one row, also one that
 * fits no stored record.
 *
 * @param errorPlace the record an error belongs beside, or null when it came before any record
 */
export function pairRows(
  topic: TopicRecords,
  received: Received,
  outcomes: Outcomes,
  errorPlace: (error: ReceivedError) => ErrorPlace | null,
): Row[] {
  const arrived = groupByPlace(received.records())
  const errors = new Map<string, ReceivedError>()
  const unplaced: ReceivedError[] = []
  for (const error of received.errors) {
    const place = errorPlace(error)
    const stored = place && topic.at(place.partition, place.offset)
    if (stored) errors.set(placeOf(stored), error)
    else unplaced.push(error)
  }

  const rows: Row[] = unplaced.map((error, index) => ({ ...EMPTY, id: `error-${index}`, error }))
  for (const records of topic.partitions) {
    for (const stored of records) {
      const place = placeOf(stored)
      const outcome = outcomes.at(stored.partition, stored.offset) ?? null
      const error = errors.get(place) ?? null
      const sent = arrived.get(place) ?? []
      arrived.delete(place)
      const changed = sent.length > 0 && (sent.length > 1 || differs(stored, sent[0]))
      const base = { parent: stored, outcome, changed }
      rows.push({ ...base, id: place, stored, received: sent[0] ?? null, error: sent.length === 0 ? error : null })
      for (const [index, record] of sent.slice(1).entries()) {
        rows.push({ ...base, id: `${place}/${index + 1}`, stored: null, received: record, error: null })
      }
      if (error !== null && sent.length > 0) rows.push({ ...EMPTY, id: `${place}/error`, parent: stored, error })
    }
  }
  for (const [place, records] of arrived) {
    for (const [index, record] of records.entries())
      rows.push({ ...EMPTY, id: `only/${place}/${index}`, received: record })
  }
  return rows
}

const EMPTY: Row = { id: '', stored: null, parent: null, outcome: null, changed: false, received: null, error: null }

function placeOf(record: { partition: number; offset: number }): string {
  return `${record.partition}:${record.offset}`
}

function groupByPlace(records: readonly ReceivedRecord[]): Map<string, ReceivedRecord[]> {
  const groups = new Map<string, ReceivedRecord[]>()
  for (const record of records) {
    const group = groups.get(placeOf(record))
    if (group) group.push(record)
    else groups.set(placeOf(record), [record])
  }
  return groups
}

function differs(stored: TopicRecord, received: ReceivedRecord | undefined): boolean {
  return received === undefined || !sameBytes(stored.key, received.key) || !sameBytes(stored.value, received.value)
}

/** Byte equality; null equals only null. */
export function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
