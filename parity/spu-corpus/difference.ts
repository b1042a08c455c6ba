/** How a stream or a request is answered (src/spu/spu.ts). */
export type Answers = 'spu' | 'expected'

export const ANSWERS: readonly Answers[] = ['spu', 'expected']

/** Where the playground gave something else than a row says. */
export interface Difference {
  /** path in the row's result, as in `responses[0].text` */
  readonly field: string
  readonly expected: unknown
  readonly actual: unknown
  /** id of the decision in src/spu/differences.ts that asks for exactly this difference; null: nothing does */
  readonly rule: string | null
}

/** The differences of two JSON values, field by field. Nothing has a rule. */
export function compare(field: string, expected: unknown, actual: unknown): Difference[] {
  if (Object.is(expected, actual)) return []
  const kinds = [kindOf(expected), kindOf(actual)]
  if (kinds[0] !== kinds[1] || kinds[0] === 'value') return [{ field, expected, actual, rule: null }]
  const [left, right] = [expected as object, actual as object]
  const names = new Set([...Object.keys(left), ...Object.keys(right)])
  const at = (name: string) => (kinds[0] === 'list' ? `${field}[${name}]` : field === '' ? name : `${field}.${name}`)
  return [...names].flatMap((name) => compare(at(name), Reflect.get(left, name), Reflect.get(right, name)))
}

function kindOf(value: unknown): 'list' | 'object' | 'value' {
  if (Array.isArray(value)) return 'list'
  return typeof value === 'object' && value !== null ? 'object' : 'value'
}
