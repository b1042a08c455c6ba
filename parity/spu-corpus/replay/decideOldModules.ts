import { runAsSpu } from './asSpu.ts'
import { type Context, type Decision, difference, type Expectation, fromRun, withDecided } from './expectation.ts'
import { storedRecords } from './storedBatches.ts'
import { written } from './written.ts'

/** Guests of today that do what a module on an old crate does (guests/MANIFEST.json says what that is). */
const AS: readonly (readonly [RegExp, string])[] = [
  [/^old-0\.(1|3|5|7\.0|7\.1)/, 'upper'],
  [/^old-.*-agg$/, 'sum'],
]

/** A module of 2021 that hands nothing over. */
const SILENT = 'w-sig2'

const TRAP = 'Other error: SmartModule err error while executing at wasm backtrace:'

/** Modules built for an older Fluvio run, and give what the same source gives when it is built today. */
export const oldModules: Decision = async (context) => {
  const { world, row, expected } = context
  const old = row.chain.filter(({ module }) => isRefused(module))
  if (old.length === 0) return null
  const chain = row.chain.map((step) => ({
    ...step,
    module: AS.find(([name]) => name.test(step.module))?.[1] ?? step.module,
  }))
  const known = chain.every(({ module }) => !isRefused(module))
  if (old.some(({ module }) => module === SILENT)) {
    const text = "Other error: SmartModule err can't read i32"
    const error = { ...NO_RECORD, code: 2, name: 'Other' }
    return withDecided(
      { ...expected, error, text },
      difference('old-modules', 'responses[0].text', expected.text, text),
    )
  }
  const told = known
    ? fromRun(await runAsSpu(world, { ...row, chain }, 'live' in row ? row.live : []))
    : byHand(context)
  // the modules of 2021 panic where later ones return an error
  const panics = told.error !== null && old.some(({ module }) => module.startsWith('old-ss-'))
  const error = panics ? { ...NO_RECORD, code: 2, name: 'Other' } : told.error
  const decided = difference('old-modules', 'responses[0].text', expected.text, `${told.records.length} records`)
  return { ...told, ...(panics && { records: [], error, text: TRAP }), decided: [...expected.decided, decided] }
}

const NO_RECORD = { hint: null, offset: null, kind: null, key: null, value: null }

function isRefused(module: string): boolean {
  return module === SILENT || (module.startsWith('old-') && !/^old-0\.(7\.2|8)/.test(module))
}

/** Filters for which there is no guest of today: numbers of at least `min`, or above all seen before. */
function byHand({ row }: Context): Omit<Expectation, 'decided'> {
  const [{ module, params, lookback } = row.chain[0]!] = row.chain
  const records = storedRecords(row.topic.batches)
  const seen = lookback?.last ? records.slice(-lookback.last).map(({ value }) => numberOf(value)) : []
  let most = seen.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const told: Expectation['records'][number][] = []
  for (const [offset, { key, value }] of records.entries()) {
    const number = numberOf(value)
    if (Number.isNaN(number)) {
      const hint = value.length === 0 ? 'cannot parse integer from empty string' : 'invalid digit found in string'
      const [keyText, valueText] = [key ? textOf(key) : 'NULL', textOf(value)]
      const place = `    Type: Filter\n    Offset: ${offset}\n    Key: ${keyText}\n    Value: ${valueText}`
      return {
        records: told,
        error: {
          code: 6004,
          name: 'SmartModuleRuntimeError',
          hint,
          offset,
          kind: 'Filter',
          key: written(key),
          value: written(value),
        },
        text: `SmartModule transform error ${hint}\n\nSmartModule Info: \n${place}`,
        refused: null,
      }
    }
    const kept = module.endsWith('-lookback') ? number > most : number >= Number(params.min)
    if (kept) {
      most = number
      told.push({ offset, key: written(key), value: written(value) })
    }
  }
  return { records: told, error: null, text: null, refused: null }
}

function numberOf(value: Uint8Array): number {
  const text = textOf(value)
  return /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
