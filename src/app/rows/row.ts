import type { ReceivedError, ReceivedRecord } from '../consume/received.ts'
import type { TopicRecord } from '../topic/topicRecords.ts'
import type { Outcome } from '../trace/outcomes.ts'

/** A record of the topic by its place. */
export interface RowPlace {
  readonly partition: number
  readonly offset: number
}

/**
 * One line across both sides: what the topic stores on the left, what came of it on the right. Records are decoded
 * when they are asked for; one whose bytes are still on their way is null, and `has` tells it from one that is not there.
 */
export interface Row {
  readonly id: string
  /** the record of the topic this row belongs to; null in a row that only the consumer has */
  readonly place: RowPlace | null
  /** what the row holds on each side; in the 2nd … nth row of a record that became several the topic's side is empty */
  readonly has: { readonly stored: boolean; readonly received: boolean }
  readonly stored: TopicRecord | null
  /** the record of the topic this row belongs to, also in its 2nd … nth row */
  readonly parent: TopicRecord | null
  readonly outcome: Outcome | null
  /** how many records came of it */
  readonly outputs: number
  /** true when key or value differ between the two sides */
  readonly changed: boolean
  readonly received: ReceivedRecord | null
  /** where a record arrived, also while its bytes are on their way */
  readonly receivedAt: RowPlace | null
  readonly error: ReceivedError | null
}

/** Byte equality; null equals only null. */
export function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
