import type { RowSource } from '../rows/rowSource.ts'
import type { SessionState } from './state.ts'

/** The rows of both sides at this moment of the session. */
export function rowsOf({ pairing, topic, received, outcomes, run, filter }: SessionState): RowSource {
  return pairing.rows({ topic, received, outcomes, narrowed: run.narrowed, filter })
}
