import { createHash } from 'node:crypto'
import type { Bytes } from '../../protocol/bytes.ts'
import { decodeRecordList, encodeRecordList } from '../../protocol/recordList.ts'
import { createChain } from '../chain.ts'
import type { BatchOutput, Chain, ChainSpec, RecordError, StepSpec } from '../chainHost.ts'
import { type EngineError, type EngineErrorCode, isEngineError } from '../engineError.ts'
import { preflight } from '../preflight.ts'
import type { GoldenJob, GoldenStep } from './goldenJobs.ts'
import { sample } from './run.ts'

/*
 * Answers to jobs, in the form that the engine program writes (parity/engine/README.md).
 */

/** How modules are called: each as the Fluvio it was built for did, or all as an SPU of today does. */
export type Calls = 'own' | 'spu'

/** The ways that `src/smartengine` can be asked for. */
export const CALLS: readonly Calls[] = ['spu', 'own']

/** Text, or bytes that are none. */
type Data = string | { readonly base64: string }

interface GoldenFailure {
  readonly kind: 'init' | 'look back' | 'status' | 'trap' | 'memory' | 'instantiate' | 'unknown' | 'other'
  readonly text?: string
  readonly cause?: string
}

export interface GoldenBatch {
  readonly records: readonly (readonly [offsetDelta: number, timestampDelta: number, key: Data | null, value: Data])[]
  readonly sha256: string
  readonly error?: {
    readonly hint: string
    readonly offset: number
    readonly kind: string
    readonly key: Data | null
    readonly value: Data
  }
}

export interface GoldenAnswer {
  readonly opened?: GoldenFailure
  readonly lookedBack?: GoldenFailure
  readonly batches: readonly (GoldenBatch | { readonly failed: GoldenFailure })[]
}

/** What `src/smartengine` answers to a job. A version that a job asks for counts only where modules have their own. */
export async function answerOf(job: GoldenJob, calls: Calls): Promise<GoldenAnswer> {
  const chain = createChain()
  try {
    const spec: ChainSpec & { calls: Calls } = { steps: await Promise.all(job.steps.map(specOf)), calls }
    await chain.open(spec, () => {})
  } catch (error) {
    return { opened: failureOf(error), batches: [] }
  }
  try {
    await lookBack(chain, job)
  } catch (error) {
    return { lookedBack: failureOf(error), batches: [] }
  }
  const batches: GoldenAnswer['batches'][number][] = []
  for (const batch of job.batches) {
    try {
      batches.push(batchOf(await chain.process(batch, () => {})))
    } catch (error) {
      batches.push({ failed: failureOf(error) })
      break
    }
  }
  return { batches }
}

/**
 * The same answer without what only wasmtime can say: texts are compared where they are the module's own words or
 * Fluvio's, and of a module that is refused before it runs only that it is. Texts about output that cannot be read are
 * Fluvio's where modules are called as an SPU does.
 */
export function comparable({ opened, lookedBack, batches }: GoldenAnswer, calls: Calls): GoldenAnswer {
  const failed = (failure: GoldenFailure) => (failure.kind === 'other' && calls === 'spu' ? failure : ownWords(failure))
  return {
    ...(opened === undefined ? {} : { opened: opening(opened) }),
    ...(lookedBack === undefined ? {} : { lookedBack: ownWords(lookedBack) }),
    batches: batches.map((batch) => ('failed' in batch ? { failed: failed(batch.failed) } : batch)),
  }
}

const REFUSALS: ReadonlySet<GoldenFailure['kind']> = new Set(['instantiate', 'unknown', 'other'])

function opening(failure: GoldenFailure): GoldenFailure {
  return REFUSALS.has(failure.kind) ? { kind: 'other' } : ownWords(failure)
}

const OWN_WORDS: ReadonlySet<GoldenFailure['kind']> = new Set(['init', 'look back', 'status'])

function ownWords({ kind, text }: GoldenFailure): GoldenFailure {
  return OWN_WORDS.has(kind) && text !== undefined ? { kind, text } : { kind }
}

/** Each module is read and compiled once. */
const modules = new Map<string, Promise<Pick<StepSpec, 'code' | 'facts'>>>()

async function specOf({ name, params, lookback, accumulator }: GoldenStep): Promise<StepSpec> {
  const ready = modules.get(name) ?? compiled(name)
  modules.set(name, ready)
  return {
    name,
    ...(await ready),
    params,
    ...(lookback === undefined ? {} : { lookback }),
    ...(accumulator === undefined ? {} : { accumulator }),
  }
}

async function compiled(name: string): Promise<Pick<StepSpec, 'code' | 'facts'>> {
  const { facts, rewritten } = preflight(sample(name))
  return { code: await WebAssembly.compile(rewritten), facts }
}

/** As an SPU does it: the records keep the deltas of their batch, and their base is 0. */
async function lookBack(chain: Chain, { steps, earlier }: GoldenJob): Promise<void> {
  if (earlier === undefined) return
  const { records } = decodeRecordList(earlier)
  const inputs = steps.map(({ lookback }) => {
    if (lookback === undefined) return null
    const shown = records.slice(Math.max(0, records.length - lookback.last))
    return { records: encodeRecordList(shown), baseOffset: 0, baseTimestamp: 0 }
  })
  await chain.lookBack(inputs, () => {})
}

function batchOf({ records, error }: BatchOutput): GoldenBatch {
  return {
    records: decodeRecordList(records).records.map(
      ({ offsetDelta, timestampDelta, key, value }) =>
        [offsetDelta, timestampDelta, key === null ? null : written(key), written(value)] as const,
    ),
    sha256: createHash('sha256').update(records).digest('hex').slice(0, 32),
    ...(error === null ? {} : { error: errorOf(error) }),
  }
}

const KIND_NAMES = {
  filter: 'Filter',
  map: 'Map',
  filter_map: 'FilterMap',
  array_map: 'ArrayMap',
  aggregate: 'Aggregate',
  join: 'Join',
  generic: 'Generic',
} as const

function errorOf({ hint, offset, kind, key, value }: RecordError): NonNullable<GoldenBatch['error']> {
  return { hint, offset, kind: KIND_NAMES[kind], key: key === null ? null : written(key), value: written(value) }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function written(bytes: Bytes): Data {
  try {
    return decoder.decode(bytes)
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') }
  }
}

const KIND_OF_CODE: Partial<Record<EngineErrorCode, GoldenFailure['kind']>> = {
  E_INIT: 'init',
  E_LOOK_BACK: 'look back',
  E_STATUS: 'status',
  E_TRAP: 'trap',
  E_STACK: 'trap',
  E_MEMORY: 'memory',
  E_NO_KIND: 'unknown',
  E_INSTANTIATE: 'instantiate',
  E_IMPORT: 'instantiate',
}

function failureOf(error: unknown): GoldenFailure {
  if (!isEngineError(error)) throw error
  const kind = KIND_OF_CODE[error.code] ?? 'other'
  const text = textOf(error)
  return { kind, ...(text === undefined ? {} : { text }) }
}

/** Fluvio's words for it: an error of init or look back as Fluvio prints it, a status as Fluvio names it. */
function textOf({ details }: EngineError): string | undefined {
  const text = details.rendered ?? details.text
  return typeof text === 'string' ? text : undefined
}
