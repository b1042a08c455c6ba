import type { PackedSide } from './pack.ts'
import type { LeakCount } from './search.ts'

export type SideName = 'topic' | 'consumer'

/** To the worker: one search. The pattern travels as its source and is known to compile. */
export interface SearchRequest {
  readonly source: string
  readonly topic: PackedSide
  readonly consumer: PackedSide
}

/** From the worker: `begun` starts the clock of a side, `counted` ends it. */
export type SearchReply =
  | { readonly type: 'begun'; readonly side: SideName }
  | { readonly type: 'counted'; readonly side: SideName; readonly count: LeakCount }
