import { batchHeaders } from '../../../src/protocol/batch.ts'
import { batchRecords } from '../../../src/spu/answers/rustClient.ts'
import type { DifferenceId } from '../../../src/spu/differences.ts'
import type { FrameError } from '../../../src/spu/spu.ts'
import { compare, type Difference } from '../difference.ts'
import { runAsSpu } from './asSpu.ts'
import { decidedRecords } from './decided.ts'
import { receivedOf } from './received.ts'
import { actualError, type expectedError } from './responses.ts'
import type { ConsumeRow, LiveRow, ResultError } from './rows.ts'
import { inflateNothing, storedRecords } from './storedBatches.ts'
import { runStream, type StreamRun } from './stream.ts'
import { Refused, type World } from './world.ts'
import { expectedBytes, written } from './written.ts'

/** A record as a consumer gets it. */
export interface ExpectedRecord {
  /** where the record it came of is stored; undefined: not known */
  readonly offset: number | undefined
  readonly key: string | null
  readonly value: string | null
}

/** What a stream should give: records, then an error or none. */
export interface Expectation {
  readonly records: readonly ExpectedRecord[]
  readonly error: ReturnType<typeof expectedError> | null
  readonly text: string | null
  /** decisions that make this another answer than the row's, each with what differs */
  readonly decided: readonly Difference[]
}
