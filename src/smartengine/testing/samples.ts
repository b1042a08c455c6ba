import { readdirSync, readFileSync } from 'node:fs'
import { type Bytes, concatBytes, fromHex, utf8 } from '../../protocol/bytes.ts'
import type { Lookback } from '../chainHost.ts'

const ROOT = new URL('../../../', import.meta.url)

/** Bytes as the files of samples and topics write them. */
type WrittenBytes =
  | string
  | { hex: string }
  | { base64: string }
  | { repeat: string; times: number }
  | readonly WrittenBytes[]

export interface KeyAndValue {
  readonly key: Bytes | null
  readonly value: Bytes
}

/** What a sample has to make of a batch of records. */
export interface Vector {
  readonly in: readonly KeyAndValue[]
  readonly out: readonly KeyAndValue[]
  readonly params: Record<string, string>
  readonly initial: string | null
  readonly lookBack: readonly KeyAndValue[] | null
  readonly error: { readonly init: string } | { readonly at: number; readonly hint: string } | null
}

/** A row of the table of whole topics. Steps are counted from 1. */
export interface WholeTopic {
  readonly topic: string
  readonly chain: readonly {
    readonly name: string
    readonly params: Record<string, string>
    /** initial accumulator */
    readonly initial?: string
    readonly lookBack?: Lookback
  }[]
  readonly in: number
  readonly out: number
  readonly offsets: readonly number[]
  readonly bytesIn: number
  readonly bytesOut: number
  /** matches of the pattern of a Social Security Number */
  readonly matchesTopic: number
  readonly matchesReceived: number
  readonly matchesErrors: number
  /** some of the values and keys received, by place from 0 */
  readonly values?: Readonly<Record<string, string>>
  readonly keys?: Readonly<Record<string, string>>
  readonly errorAt?: number
  readonly errorStep?: number
  readonly initError?: string
  readonly recordsPerBatch?: number
  readonly afterError?: 'next batch'
}

/** Names of the modules on a shelf, from the catalogue of the built files. */
export function modulesOn(shelf: 'sample' | 'broken'): string[] {
  const { modules } = JSON.parse(readFileSync(new URL('public/smartmodules/catalog.json', ROOT), 'utf8')) as {
    modules: { name: string; shelf: string }[]
  }
  return modules.filter((module) => module.shelf === shelf).map(({ name }) => name)
}

/** Names of the samples that have vectors. */
export function samplesWithVectors(): string[] {
  const names = readdirSync(new URL('smartmodules/vectors', ROOT))
  return names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length))
}

export function vectorsOf(sample: string): Vector[] {
  return lines(`smartmodules/vectors/${sample}.jsonl`).map((line) => ({
    in: line.in.map(written),
    out: line.out.map(written),
    params: line.params ?? {},
    initial: line.initial ?? null,
    lookBack: line.look_back?.map(written) ?? null,
    error: line.error ?? null,
  }))
}

export function wholeTopics(): WholeTopic[] {
  return JSON.parse(readFileSync(new URL('smartmodules/whole-topics.json', ROOT), 'utf8'))
}

/** Records of a data set. */
export function topicRecords(topic: string): KeyAndValue[] {
  return lines(`public/data/${topic}.records.jsonl`).map(({ key, value }) => written([key, value]))
}

// biome-ignore lint/suspicious/noExplicitAny: lines of files whose shape the tests are about
function lines(path: string): any[] {
  const text = readFileSync(new URL(path, ROOT), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** A value alone, or a list of a key and a value. */
function written(record: WrittenBytes): KeyAndValue {
  if (!isList(record)) return { key: null, value: bytesOf(record) }
  const [key, value] = record as readonly [WrittenBytes | null, WrittenBytes]
  return { key: key === null ? null : bytesOf(key), value: bytesOf(value) }
}

function isList(bytes: WrittenBytes): bytes is readonly WrittenBytes[] {
  return Array.isArray(bytes)
}

function bytesOf(bytes: WrittenBytes): Bytes {
  if (typeof bytes === 'string') return utf8(bytes)
  if ('hex' in bytes) return fromHex(bytes.hex)
  if ('base64' in bytes) return new Uint8Array(Buffer.from(bytes.base64, 'base64'))
  return isList(bytes) ? concatBytes(bytes.map(bytesOf)) : utf8(bytes.repeat.repeat(bytes.times))
}
