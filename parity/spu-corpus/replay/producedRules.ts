import { fromBase64 } from '../corpusBytes.ts'
import { compare, type Difference } from '../difference.ts'
import type { Outcome } from './produced.ts'
import type { RowStep } from './rows.ts'

/** By the end of a field's path: the decision that may change it. */
const DECISIONS: readonly (readonly [RegExp, string])[] = [
  [/(?:first_timestamp|max_timestamp|\.td)$/, 'produced-timestamps'],
  [/(?:\.od|last_offset_delta|base_offset|end_offset)$/, 'produced-offsets'],
  [/attributes$/, 'produced-compression'],
]

/** Modules that give the same records for every call. */
const SAME_FOR_EACH_CALL = /^k-array-/

/**
 * The differences between what a row says and what the playground gave, each with the decision that asks for exactly
 * it: what was given is what the decisions make of the row.
 * @param decided null: answered as an SPU would, where nothing is decided
 * @param steps of all chains of the row
 */
export function ruled(
  expected: Outcome,
  decided: Outcome | null,
  actual: Outcome,
  steps: readonly RowStep[],
): Difference[] {
  const isCompressed = expected.stored.batches.some(({ attributes }) => attributes !== 0)
  // Compressed bytes depend on who compressed them.
  const all = compare('', expected, actual).filter(({ field }) => !isCompressed || field !== HEX)
  if (!decided) return all
  const undecided = new Set(compare('', decided, actual).map(({ field }) => field))
  const ruleOf = (difference: Difference): string | null => {
    const { field } = difference
    if (!undecided.has(field)) return DECISIONS.find(([path]) => path.test(field))?.[1] ?? null
    return ruleOfModule(difference, steps)
  }
  const rules = all.map((difference) => ({ ...difference, rule: ruleOf(difference) }))
  // The bytes differ because a field does; when none does, nothing explains it.
  const field = rules.find(({ field }) => field.startsWith('stored') && field !== HEX)
  return rules.map((difference) =>
    difference.field === HEX ? { ...difference, rule: field?.rule ?? null } : difference,
  )
}

const HEX = 'stored.segment_hex'

/** Decisions about modules, where a module of the row lets them show in what it writes. */
function ruleOfModule({ field, expected, actual }: Difference, steps: readonly RowStep[]): string | null {
  if (!field.startsWith('stored')) return null
  if (steps.some(({ module }) => SAME_FOR_EACH_CALL.test(module))) return 'array-map'
  if (!field.endsWith('.value')) return null
  const looksBack = steps.some(({ lookback }) => lookback)
  return looksBack && seenBack(expected) !== null && seenBack(expected) === seenBack(actual) ? 'look-back' : null
}

/** What a `counter` wrote, without the offsets and times of what it looked back on: `lb=[value@offset@time,…]`. */
function seenBack(value: unknown): string | null {
  const text = typeof value === 'string' ? new TextDecoder().decode(fromBase64(value)) : ''
  return text.includes('lb=[') ? text.replace(/@-?\d+@-?\d+,/g, ',') : null
}
