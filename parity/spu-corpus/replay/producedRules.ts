import { compare, type Difference } from '../difference.ts'

/** By the end of a field's path: the decision that may change it. */
const DECISIONS: readonly (readonly [RegExp, string])[] = [
  [/(?:first_timestamp|max_timestamp|\.td)$/, 'produced-timestamps'],
  [/(?:\.od|last_offset_delta|base_offset|end_offset)$/, 'produced-offsets'],
  [/attributes$/, 'produced-compression'],
]

/** Modules that answer with the bytes they were given, and so show the version they are called with. */
const SHOWS_INPUT = /^e-/

/** Modules that give the same records for every call. */
const SAME_FOR_EACH_CALL = /^k-array-two$/

/**
 * The differences between what a row says and what the playground gave, each with the decision that asks for exactly
 * it: what was given is then what the decisions make of the row.
 * @param decided null: answered as an SPU would
 * @param modules those of the row
 */
export function ruled<Result extends object>(
  expected: Result,
  decided: Result | null,
  actual: Result,
  modules: ReadonlySet<string>,
): Difference[] {
  const undecided = new Set(compare('', decided ?? expected, actual).map(({ field }) => field))
  const all = compare('', expected, actual)
  const withoutBytes = all.filter(({ field }) => !field.endsWith('segment_hex'))
  return all.flatMap((difference) => {
    const { field } = difference
    if (field.endsWith('segment_hex')) {
      // Bytes of a compressed batch depend on who compressed it: its fields are compared.
      if (JSON.stringify(expected).match(/"attributes":[1-4]/)) return []
      const first = withoutBytes[0]
      return first ? [{ ...difference, rule: decided ? ruleOf(first, undecided, modules) : null }] : [difference]
    }
    return [{ ...difference, rule: decided ? ruleOf(difference, undecided, modules) : alwaysRule(difference) }]
  })
}

function ruleOf(difference: Difference, undecided: ReadonlySet<string>, modules: ReadonlySet<string>): string | null {
  const { field } = difference
  if (!undecided.has(field)) return DECISIONS.find(([path]) => path.test(field))?.[1] ?? null
  if ([...modules].some((name) => SHOWS_INPUT.test(name)) && field.includes('.value')) return 'old-modules'
  if ([...modules].some((name) => SAME_FOR_EACH_CALL.test(name)) && field.startsWith('stored')) return 'array-map'
  return alwaysRule(difference)
}

/** The frames of a trap, and texts of wasmtime's own parser. */
function alwaysRule({ field, expected, actual }: Difference): string | null {
  if (!field.endsWith('text') || typeof expected !== 'string' || typeof actual !== 'string') return null
  const [line] = expected.split('\n')
  if (line?.endsWith('wasm backtrace:') && (actual === line || actual === `${line} SmartModule Chain`)) return 'traps'
  return /--> <anon>:1:1/.test(expected) && actual.startsWith('Error initializing ') ? 'text-modules' : null
}
