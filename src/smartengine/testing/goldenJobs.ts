import { existsSync, readFileSync } from 'node:fs'
import { type Bytes, utf8 } from '../../protocol/bytes.ts'
import { encodeRecordList } from '../../protocol/recordList.ts'
import type { BatchInput, Lookback } from '../chainHost.ts'
import { GOLDEN_CHAINS } from './goldenChains.ts'
import { record } from './run.ts'
import { type KeyAndValue, samplesWithVectors, topicRecords, vectorsOf, wholeTopics } from './samples.ts'

/*
 * What the golden answers of parity/golden are answers to. The jobs are made from the vectors, the topics and the
 * catalog, so that a new SmartModule or vector becomes a job by itself, and misses its answer until they are rewritten.
 */

const ROOT = new URL('../../../', import.meta.url)

/** A module of a chain in a job. */
export interface GoldenStep {
  readonly name: string
  readonly params: Readonly<Record<string, string>>
  readonly lookback?: Lookback
  readonly accumulator?: Bytes
}

/** Batches for a fresh chain. */
export interface GoldenJob {
  readonly id: string
  /** third argument of the transforms; by default what an SPU passes */
  readonly version?: number
  readonly steps: readonly GoldenStep[]
  /** record list of what came before, for steps that look back: each is shown its last `lookback.last` records */
  readonly earlier?: Bytes
  readonly batches: readonly BatchInput[]
}

/** A module of the catalog, as far as jobs need it. */
export interface GoldenModule {
  readonly name: string
  readonly kind: string | null
  readonly shelf: string
  readonly crate: string
  readonly topics: readonly GoldenTopic[]
}

/** A topic that the catalog has an example for. */
interface GoldenTopic {
  readonly topic: string
  readonly params: Readonly<Record<string, string>>
  readonly initial?: string
  readonly lookBack?: { readonly last: number }
}

/** Modules that get no golden answers, and why. */
export const EXCLUDED: ReadonlyMap<string, string> = new Map([
  ['loop-forever', 'never returns from its first record, and the engine has no limit: there is no answer'],
  ['loop-in-init', 'never returns from init, and the engine has no limit: there is no answer'],
])

/** Modules that return from their first batch only: they get all records in one. */
const ONE_BATCH: ReadonlySet<string> = new Set(['loop-later'])

/** Crates before the timestamp: they are called with the version they know too, as we do (an SPU of today does not). */
const VERSION_OF_CRATE: readonly (readonly [crate: RegExp, version: number])[] = [
  [/^fluvio-smartmodule 0\.[1-6]\./, 16],
  [/^fluvio-smartmodule 0\.7\.[01]$/, 20],
]

/** Records of a topic that a job takes at most. */
const MOST_RECORDS = 40

/** Where the first batch of each job begins, so that offset and offset delta differ. */
const BASE_OFFSET = 1000

const BASE_TIMESTAMP = 1_628_690_400_000

/** The modules of the catalog. */
export function goldenModules(): GoldenModule[] {
  const catalog = JSON.parse(readFileSync(new URL('public/smartmodules/catalog.json', ROOT), 'utf8'))
  return catalog.modules
}

/** All jobs, by the name of the file that their answers are in. */
export function goldenJobs(): Map<string, GoldenJob[]> {
  const modules = goldenModules().filter(({ name }) => !EXCLUDED.has(name))
  return new Map([
    ['vectors', vectorJobs(modules)],
    ['topics', topicJobs(modules)],
    ['pairs', pairJobs(modules)],
    ['chains', chainJobs()],
  ])
}

/** Each vector, in batches of 1, 7 and all. */
function vectorJobs(modules: readonly GoldenModule[]): GoldenJob[] {
  const byName = new Map(modules.map((module) => [module.name, module]))
  return samplesWithVectors().flatMap((name) =>
    vectorsOf(name).flatMap((vector, index) => {
      const lookback = vector.lookBack === null ? {} : { lookback: { last: vector.lookBack.length } }
      const accumulator = vector.initial === null ? {} : { accumulator: utf8(vector.initial) }
      const step = { name, params: vector.params, ...lookback, ...accumulator }
      const earlier = vector.lookBack === null ? {} : { earlier: listOf(vector.lookBack) }
      return everySize(`${name}, vector ${index + 1}`, vector.in, [step], byName.get(name), earlier)
    }),
  )
}

/** Each module alone, on its topics of the catalog. One without topics gets two, whatever it makes of them. */
function topicJobs(modules: readonly GoldenModule[]): GoldenJob[] {
  return modules.flatMap((module) =>
    topicsOf(module).flatMap(({ topic, params, initial, lookBack }, index) => {
      const accumulator = initial === undefined ? {} : { accumulator: utf8(initial) }
      const lookback = lookBack === undefined ? {} : { lookback: lookBack }
      const earlier = lookBack === undefined ? {} : { earlier: listOf(topicRecords(topic)) }
      const step = { name: module.name, params, ...accumulator, ...lookback }
      return everySize(`${module.name}, example ${index + 1}, ${topic}`, topicRecords(topic), [step], module, earlier)
    }),
  )
}

/**
 * Each ordered pair of samples, and each broken module before and behind a filter, on the first one's topic: a batch of
 * one record, one of seven, one of the rest, and one that holds what is no text, what is empty, and keys.
 */
function pairJobs(modules: readonly GoldenModule[]): GoldenJob[] {
  const samples = modules.filter(({ shelf }) => shelf === 'sample')
  const broken = modules.filter(({ shelf, name }) => shelf !== 'sample' && !ONE_BATCH.has(name))
  const filter = modules.filter(({ name }) => name === 'log-level')
  const pairs = [
    ...samples.flatMap((first) => samples.map((second) => [first, second] as const)),
    ...broken.flatMap((each) => filter.flatMap((one) => [[each, one] as const, [one, each] as const])),
  ]
  return pairs.map(([first, second]) => {
    const { topic } = topicsOf(first)[0]!
    const records = topicRecords(topic).slice(0, 12)
    const steps = [first, second].map((module) => ({ name: module.name, params: topicsOf(module)[0]!.params }))
    const batches = cut([records.slice(0, 1), records.slice(1, 8), records.slice(8), spoiled(records)])
    return { id: `${first.name}, ${second.name} on ${topic}`, steps, batches }
  })
}

/** The chains of the table of whole topics, and what it does not have: state, look back and broken ones in chains. */
function chainJobs(): GoldenJob[] {
  const rows = wholeTopics().filter(({ chain }) => chain.length !== 1)
  const known = new Set<string>()
  const fromTable = rows.flatMap(({ topic, chain }) => {
    const steps = chain.map(({ name, params, lookBack, initial }) => ({
      name,
      params,
      ...(lookBack === undefined ? {} : { lookback: lookBack }),
      ...(initial === undefined ? {} : { accumulator: utf8(initial) }),
    }))
    // the table has the same chain once more for another way to cut the topic; here it is cut in every way
    const key = JSON.stringify([topic, chain])
    if (known.has(key)) return []
    known.add(key)
    return [{ topic, steps }]
  })
  const times = new Map<string, number>()
  return [...fromTable, ...GOLDEN_CHAINS].flatMap(({ topic, steps }) => {
    const id = `chain ${steps.map(({ name }) => name).join(', ') || 'of none'} on ${topic}`
    const time = (times.get(id) ?? 0) + 1
    times.set(id, time)
    const earlier = steps.some(({ lookback }) => lookback !== undefined) ? { earlier: listOf(topicRecords(topic)) } : {}
    return everySize(time === 1 ? id : `${id}, ${time}`, topicRecords(topic), steps, undefined, earlier)
  })
}

/** The same records in batches of 1, 7 and all; where two of these are the same, once. */
function everySize(
  id: string,
  records: readonly KeyAndValue[],
  steps: readonly GoldenStep[],
  module: GoldenModule | undefined,
  more: Pick<GoldenJob, 'earlier'> = {},
): GoldenJob[] {
  const some = records.slice(0, MOST_RECORDS)
  const all = some.length
  const one = module !== undefined && ONE_BATCH.has(module.name)
  const sizes = one ? [all] : [1, 7, all].filter((size, index) => index === 2 || size < all)
  const version = VERSION_OF_CRATE.find(([crate]) => module !== undefined && crate.test(module.crate))?.[1]
  return sizes.flatMap((size) => {
    const parts: KeyAndValue[][] = []
    for (let at = 0; at < all; at += size) parts.push(some.slice(at, at + size))
    const how = size === all ? 'in one batch' : `in batches of ${size}`
    const job = { id: `${id}, ${how}`, steps, ...more, batches: cut(parts.length === 0 ? [[]] : parts) }
    return version === undefined ? [job] : [job, { ...job, id: `${job.id}, version ${version}`, version }]
  })
}

/** Batches one after another. Each record is 250 ms later than the one before it in its batch. */
function cut(parts: readonly (readonly KeyAndValue[])[]): BatchInput[] {
  let baseOffset = BASE_OFFSET
  return parts.map((part, index) => {
    const batch = { records: listOf(part), baseOffset, baseTimestamp: BASE_TIMESTAMP + index * 60_000 }
    baseOffset += part.length
    return batch
  })
}

function listOf(records: readonly KeyAndValue[]): Bytes {
  return encodeRecordList(
    records.map((each, offsetDelta) => record({ ...each, offsetDelta, timestampDelta: offsetDelta * 250 })),
  )
}

/** A batch in which something goes wrong for most modules, after a record for which it does not. */
function spoiled(records: readonly KeyAndValue[]): KeyAndValue[] {
  const [good, other] = [records[0]!, records.at(-1)!]
  return [
    { key: utf8('a key'), value: good.value },
    { key: null, value: utf8('') },
    { key: new Uint8Array(0), value: other.value },
    { key: Uint8Array.of(0xff), value: Uint8Array.of(0xc3, 0x28) },
    good,
  ]
}

/** The topics of the catalog that are files here. */
function topicsOf({ topics }: GoldenModule): readonly GoldenTopic[] {
  const here = topics.filter(({ topic }) => existsSync(new URL(`public/data/${topic}.records.jsonl`, ROOT)))
  if (here.length > 0) return here
  return ['access-log', 'till'].map((topic) => ({ topic, params: {} }))
}
