import { batchHeaders } from '../../../src/protocol/batch.ts'
import { batchRecords } from '../../../src/spu/answers/rustClient.ts'
import { compare, type Difference } from '../difference.ts'
import type { Expectation, Row } from './expectation.ts'
import { actualError } from './responses.ts'
import { inflateNothing, storedRecords } from './storedBatches.ts'
import type { StreamRun } from './stream.ts'
import { written } from './written.ts'

/** What a stream gave against what it should give; the times are those of the stored records. */
export function compareRun(row: Row, expected: Expectation, run: StreamRun): Difference[] {
  const stored = storedRecords([...row.topic.batches, ...('live' in row ? row.live : []).flatMap((l) => l.batches)])
  const received = receivedRecords(run)
  const records = expected.records.map((record, i) => {
    const offset = record.offset ?? received[i]?.offset
    const known = row.chain.length === 0 || record.offset !== undefined
    // the time of the stored record; where it is not known which one, nothing can be said about it
    const timestamp = known ? stored[offset ?? -1]?.timestamp : received[i]?.timestamp
    return { offset, timestamp, key: record.key, value: record.value }
  })
  const error = run.frames.at(-1)?.error ?? null
  return [
    ...compare('received', records, received),
    ...compare('error', expected.error, error && { ...actualError(error), name: expected.error?.name }),
    ...compare('text', expected.text, error?.text ?? null),
    ...compare('refused', expected.refused, run.refused),
  ]
}

/** The records of all frames, by true offset and time. */
function receivedRecords({ frames }: StreamRun) {
  return frames.flatMap(({ batch }) =>
    (batch ? batchHeaders(batch) : []).flatMap((header) =>
      batchRecords(batch!, header, inflateNothing).map(({ offsetDelta, timestampDelta, key, value }) => ({
        offset: header.baseOffset + offsetDelta,
        timestamp: header.firstTimestamp + timestampDelta,
        key: written(key),
        value: written(value),
      })),
    ),
  )
}
