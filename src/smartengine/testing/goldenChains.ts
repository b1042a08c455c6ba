import { utf8 } from '../../protocol/bytes.ts'
import type { GoldenStep } from './goldenJobs.ts'

const step = (name: string, params: Readonly<Record<string, string>> = {}, more: Partial<GoldenStep> = {}) => ({
  name,
  params,
  ...more,
})

/** Chains that the table of whole topics does not have: with state, with look back, and with broken modules in them. */
export const GOLDEN_CHAINS: readonly { readonly topic: string; readonly steps: readonly GoldenStep[] }[] = [
  // accumulators: one after another, and each with its own start
  { topic: 'till', steps: [step('sum-integers'), step('sum-integers')] },
  {
    topic: 'till',
    steps: [
      step('sum-integers', {}, { accumulator: utf8('100') }),
      step('monotonic'),
      step('sum-integers', {}, { accumulator: utf8('-7') }),
    ],
  },
  { topic: 'till', steps: [step('sum-integers', {}, { accumulator: utf8('no number') })] },
  { topic: 'requests', steps: [step('count-by', { field: 'service' }), step('count-by', { field: 'service' })] },
  { topic: 'access-log', steps: [step('access-log-to-json-lenient'), step('count-by', { field: 'status' })] },
  {
    topic: 'access-log-dirty',
    steps: [
      step('access-log-to-json-lenient'),
      step('regex-filter', { regex: '"GET"' }),
      step('count-by', { field: 'path' }),
    ],
  },

  // one record becomes many, and what follows
  { topic: 'catalog-pages', steps: [step('json-array-expand'), step('json-array-expand')] },
  { topic: 'catalog-pages', steps: [step('json-array-expand'), step('batch-sensitive'), step('dedup')] },
  { topic: 'catalog-pages', steps: [step('batch-sensitive'), step('require-json'), step('batch-sensitive')] },

  // look back: of two steps, more than there is, by age, and none that is asked for
  {
    topic: 'payments',
    steps: [step('dedup', {}, { lookback: { last: 3 } }), step('count-by', { field: 'account_id' })],
  },
  { topic: 'payments', steps: [step('dedup', {}, { lookback: { last: 1000 } }), step('regex-scrubbing')] },
  { topic: 'payments', steps: [step('dedup', {}, { lookback: { last: 4, ageMs: 90_500 } })] },
  {
    topic: 'counter',
    steps: [step('dedup', {}, { lookback: { last: 2 } }), step('monotonic', {}, { lookback: { last: 1 } })],
  },
  { topic: 'counter', steps: [step('monotonic', {}, { lookback: { last: 0 } }), step('sum-integers')] },
  { topic: 'counter', steps: [step('look-back-fails', {}, { lookback: { last: 1 } })] },
  { topic: 'counter', steps: [step('look-back-fails', {}, { lookback: { last: 0 } })] },
  { topic: 'counter', steps: [step('monotonic'), step('look-back-fails', {}, { lookback: { last: 2 } })] },
  { topic: 'counter', steps: [step('monotonic', {}, { lookback: { last: 1 } }), step('look-back-fails')] },
  { topic: 'accounts', steps: [step('monotonic', {}, { lookback: { last: 2 } })] },

  // an error in the middle of a chain, after partial output; and one in its last step
  {
    topic: 'accounts-messy',
    steps: [step('require-json'), step('regex-scrubbing'), step('json-redact', { fields: '["email"]' })],
  },
  {
    topic: 'accounts-messy',
    steps: [step('regex-scrubbing'), step('require-json'), step('json-redact', { fields: '["email"]' })],
  },
  {
    topic: 'access-log-dirty',
    steps: [step('prints'), step('access-log-to-json'), step('pick-fields', { fields: '["path"]' })],
  },

  // what ends a chain: in init of a later step, by a trap, by output that is none, by a module that is none
  { topic: 'app-logs', steps: [step('log-level', { min_level: 'loud' }), step('init-always-fails')] },
  { topic: 'app-logs', steps: [step('log-level'), step('prints'), step('init-always-fails')] },
  { topic: 'app-logs', steps: [step('log-level'), step('prints'), step('garbage-output')] },
  { topic: 'app-logs', steps: [step('log-level'), step('no-attribute'), step('init-always-fails')] },
  { topic: 'app-logs', steps: [step('regex-filter', { regex: '(' })] },
  { topic: 'app-logs', steps: [step('regex-filter', { regex: 'no record has this' }), step('garbage-output')] },
]
