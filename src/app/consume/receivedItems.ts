import type { Items } from '../rows/items.ts'
import type { ConsumerItem } from './ConsumerPane.tsx'
import { offsetOf, type Received } from './received.ts'

/**
 * What was received and nothing else, in the order it arrived: for the closed curtain.
 * @param partitionText names a partition where there are several
 */
export function receivedItems(received: Received, partitionText: (partition: number) => string): Items<ConsumerItem> {
  const count = received.count + received.errors.length
  /** errors before a place: each comes after the records that had arrived before it */
  const errorsBefore = (place: number) => received.errors.filter(({ after }, i) => after + i < place).length
  return {
    count,
    rows: count,
    rowsBefore: (index) => Math.min(index, count),
    indexOfRow: (n) => (n < count ? n : -1),
    indexOf: (id) => (/^\d+$/.test(id) && Number(id) < count ? Number(id) : -1),
    itemAt(index) {
      if (index < 0 || index >= count) return null
      const errors = errorsBefore(index)
      const error = received.errors[errors]
      if (error && error.after + errors === index) return { ...PLAIN, id: String(index), error }
      const n = index - errors
      const batch = received.batchAt(n)
      const head = received.head(batch)
      const record = n - (head?.before ?? 0)
      return {
        ...PLAIN,
        id: String(index),
        received: received.records(batch)?.at(record) ?? null,
        waiting: head ? offsetOf(head, record) : null,
        partition: partitionText(head?.partition ?? 0),
      }
    },
    want(from, to) {
      if (received.count === 0) return
      const last = received.batchAt(Math.min(to, received.count) - 1)
      for (let batch = received.batchAt(Math.max(0, from)); batch <= last; batch++) received.records(batch)
    },
    onRead: (listener) => received.onRead(listener),
  }
}

const PLAIN = { received: null, waiting: null, error: null, gap: '', marks: [], partition: '' }
