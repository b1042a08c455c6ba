import type { Bytes } from '../../protocol/bytes.ts'
import type { LeakCount, SearchedError } from './search.ts'

export type SideName = 'topic' | 'consumer'

/** To the worker: a part of one side. The pattern travels as its source and is known to compile. */
export interface SearchRequest {
  readonly source: string
  readonly partition: number
  /** encoded, the worker's own */
  readonly batches: readonly Bytes[]
  readonly errors: readonly SearchedError[]
}

/** From the worker: `begun` starts the clock of a part, `counted` ends it. */
export type SearchReply = { readonly type: 'begun' } | { readonly type: 'counted'; readonly count: LeakCount }
