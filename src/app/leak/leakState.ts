import type { LeakOutcome } from './leakClient.ts'
import type { LeakCount } from './search.ts'

/** Both sides, counted with the pattern that stood in the field then. */
interface LeakResult {
  readonly source: string
  readonly topic: LeakCount
  readonly consumer: LeakCount
}

/** A search that takes a while: how far it is (0 to 1), and what it has found. */
interface LeakProgress {
  readonly share: number
  readonly topic: LeakCount
  readonly consumer: LeakCount
}

/** What the leak bar shows. `last` is the last valid result: it stays while there is no newer one. */
export type LeakState =
  | { readonly kind: 'no pattern'; readonly last: LeakResult | null }
  | { readonly kind: 'searching'; readonly progress: LeakProgress | null; readonly last: LeakResult | null }
  | { readonly kind: 'counted'; readonly last: LeakResult }
  | { readonly kind: 'not valid'; readonly reason: string; readonly last: LeakResult | null }
  | { readonly kind: 'too slow'; readonly last: LeakResult | null }

/**
 * The state after a search for `source` told something. An empty field has no last result: what was counted before was
 * about something else.
 */
export function afterSearch(state: LeakState, source: string, outcome: LeakOutcome): LeakState {
  const { last } = state
  switch (outcome.kind) {
    case 'no pattern':
      return { kind: 'no pattern', last: null }
    case 'too slow':
      return { kind: 'too slow', last }
    case 'not valid':
      return { kind: 'not valid', reason: outcome.reason, last }
    case 'searching':
      return { kind: 'searching', progress: outcome, last }
    case 'counted':
      return { kind: 'counted', last: { source, topic: outcome.topic, consumer: outcome.consumer } }
  }
}
