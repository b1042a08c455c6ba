import { decodeBatchHeader } from '../../../src/protocol/batch.ts'
import { type Bytes, concatBytes, toHex } from '../../../src/protocol/bytes.ts'
import { decodeRecordList } from '../../../src/protocol/recordList.ts'
import type { ProduceAnswer } from '../../../src/spu/spu.ts'
import { actualError, expectedError } from './responses.ts'
import type { ResultAnswer, ResultStored } from './rows.ts'
import { expectedBytes, written } from './written.ts'

// What produce requests came to, with bytes as texts: what a row says and what was given, in the same form.

export interface ShownRecord {
  readonly od: number
  readonly td: number
  readonly key: string | null
  readonly value: string | null
}

export interface ShownBatch {
  readonly base_offset: number
  readonly last_offset_delta: number
  readonly first_timestamp: number
  readonly max_timestamp: number
  readonly attributes: number
  readonly records: readonly ShownRecord[]
}

interface ShownAnswer {
  readonly base_offset: number
  readonly error: unknown
  readonly text: string | null
}

export interface Outcome {
  readonly answers: readonly ShownAnswer[]
  readonly stored: {
    readonly batches: readonly ShownBatch[]
    readonly end_offset: number
    readonly segment_hex: string
  }
}

/** What a row says. */
export function expectedOutcome(answers: readonly ResultAnswer[], stored: ResultStored): Outcome {
  return {
    answers: answers.map(({ error, ...rest }) => ({ ...rest, error: error && expectedError(error) })),
    stored: {
      ...stored,
      batches: stored.batches.map((batch) => ({
        ...batch,
        records: batch.records.map(({ key, value, ...deltas }) => ({
          ...deltas,
          key: expectedBytes(key),
          value: expectedBytes(value),
        })),
      })),
    },
  }
}

/** What was given: answers, stored batches and log end. */
export function actualOutcome(
  answers: readonly Pick<ProduceAnswer, 'baseOffset' | 'error'>[],
  stored: { readonly batches: readonly Bytes[]; readonly end: number },
): Outcome {
  return {
    answers: answers.map(({ baseOffset, error }) => ({
      base_offset: baseOffset,
      error: error && actualError(error),
      text: error?.text ?? null,
    })),
    stored: {
      batches: stored.batches.map(shownBatch),
      end_offset: stored.end,
      segment_hex: toHex(concatBytes(stored.batches)),
    },
  }
}

function shownBatch(batch: Bytes): ShownBatch {
  const header = decodeBatchHeader(batch)
  return {
    base_offset: header.baseOffset,
    last_offset_delta: header.lastOffsetDelta,
    first_timestamp: header.firstTimestamp,
    max_timestamp: header.maxTimestamp,
    attributes: header.attributes,
    records: decodeRecordList(batch, header.recordsAt).records.map((record) => ({
      od: record.offsetDelta,
      td: record.timestampDelta,
      key: written(record.key),
      value: written(record.value),
    })),
  }
}
