import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { answerOf, type Calls, comparable, type GoldenAnswer } from './goldenAnswer.ts'
import { differenceOf } from './goldenDifferences.ts'
import { EXCLUDED, type GoldenJob, goldenJobs, goldenModules } from './goldenJobs.ts'

const ROOT = new URL('../../../', import.meta.url)
const FOLDER = new URL('parity/golden/', ROOT)

/** goldens.json: what the answers were written with. */
export interface GoldenHead {
  readonly engine: Readonly<Record<'fluvio-smartengine' | 'wasmtime', string>>
  /** SHA-256 of each module's file */
  readonly modules: Readonly<Record<string, string>>
  /** modules without answers, and why */
  readonly excluded: Readonly<Record<string, string>>
  /** answers by file */
  readonly answers: Readonly<Record<string, number>>
}

/** A job as the engine program reads it. */
export interface JobLine {
  readonly id: string
  readonly line: string
  readonly hash: string
}

/** All jobs, by the name of the file of their answers. @throws Error when two have one id */
export function jobLines(): Map<string, JobLine[]> {
  const seen = new Set<string>()
  const hashes = moduleHashes()
  return new Map(
    Array.from(goldenJobs(), ([name, jobs]) => [
      name,
      jobs.map((job) => {
        if (seen.has(job.id)) throw new Error(`two jobs have the id ${job.id}`)
        seen.add(job.id)
        return lineOf(job, hashes)
      }),
    ]),
  )
}

function lineOf(job: GoldenJob, hashes: Readonly<Record<string, string>>): JobLine {
  const line = JSON.stringify({
    id: job.id,
    ...(job.version === undefined ? {} : { version: job.version }),
    steps: job.steps.map(({ name, params, lookback, accumulator }) => ({
      file: `public/smartmodules/${name}.wasm`,
      sha256: hashes[name],
      params,
      ...(lookback === undefined ? {} : { lookback }),
      ...(accumulator === undefined ? {} : { accumulator: base64(accumulator) }),
    })),
    ...(job.earlier === undefined ? {} : { earlier: base64(job.earlier) }),
    batches: job.batches.map((batch) => ({ ...batch, records: base64(batch.records) })),
  })
  return { id: job.id, line, hash: sha256(line).slice(0, 16) }
}

export function headOf(engine: GoldenHead['engine'], files: ReadonlyMap<string, readonly JobLine[]>): GoldenHead {
  return {
    engine,
    modules: moduleHashes(),
    excluded: Object.fromEntries(EXCLUDED),
    answers: Object.fromEntries(Array.from(files, ([name, lines]) => [name, lines.length])),
  }
}

/** Hashes of the modules' files as they are now. */
export function moduleHashes(): Record<string, string> {
  return Object.fromEntries(
    goldenModules().map(({ name }) => [name, sha256(readFileSync(new URL(`public/smartmodules/${name}.wasm`, ROOT)))]),
  )
}

/** @returns null when there is none yet */
export function readHead(): GoldenHead | null {
  const file = new URL('goldens.json', FOLDER)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

/** The lines of all files of answers, by id. Empty when there are none yet. */
export function readLines(): Map<string, string> {
  const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl')) : []
  const lines = names.flatMap((name) => readFileSync(new URL(name, FOLDER), 'utf8').split('\n'))
  return new Map(lines.filter((line) => line !== '').map((line) => [JSON.parse(line).id, line]))
}

/** How what is answered here compares with the engine's answers. */
interface Comparison {
  readonly jobs: number
  readonly equal: number
  /** how many differ by each named difference */
  readonly named: Readonly<Record<string, number>>
  /** ids of the others */
  readonly red: readonly string[]
}

/** The engine's answer to a job and the one given here, as far as they can be compared; and why they may differ. */
export interface Compared {
  readonly expected: GoldenAnswer
  readonly ours: GoldenAnswer
  readonly equal: boolean
  /** name of the difference that explains all that differs */
  readonly difference: string | null
}

/** Runs a job here. @param line the engine's answer to it */
export async function compare(job: GoldenJob, line: string, calls: Calls): Promise<Compared> {
  const { id: _, job: __, ...golden } = JSON.parse(line)
  const expected = comparable(golden, calls)
  const ours = comparable(await answerOf(job, calls), calls)
  const equal = isDeepStrictEqual(ours, expected)
  return { expected, ours, equal, difference: equal ? null : differenceOf(job, calls, expected, ours) }
}

/** The jobs that can be run in a convention: an SPU calls all modules with one version. */
export function jobsFor(jobs: readonly GoldenJob[], calls: Calls): readonly GoldenJob[] {
  return calls === 'own' ? jobs : jobs.filter(({ version }) => version === undefined)
}

export { CALLS } from './goldenAnswer.ts'

/** Runs every job here and compares. @throws Error when an answer is missing */
export async function compareAll(calls: Calls): Promise<Comparison> {
  const lines = readLines()
  const jobs = jobsFor([...goldenJobs().values()].flat(), calls)
  const named: Record<string, number> = {}
  const red: string[] = []
  for (const job of jobs) {
    const line = lines.get(job.id)
    if (line === undefined) throw new Error(`no answer to ${job.id}`)
    const { equal, difference } = await compare(job, line, calls)
    if (difference !== null) named[difference] = (named[difference] ?? 0) + 1
    else if (!equal) red.push(job.id)
  }
  const different = red.length + Object.values(named).reduce((sum, times) => sum + times, 0)
  return { jobs: jobs.length, equal: jobs.length - different, named, red }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
