import { decodeBatchHeader } from '../../../src/protocol/batch.ts'
import { type Bytes, concatBytes, toHex } from '../../../src/protocol/bytes.ts'
import { uncompressedBatch } from '../../../src/protocol/compressedBatch.ts'
import { inflate } from '../../../src/protocol/compression.ts'
import { decodeRecordList } from '../../../src/protocol/recordList.ts'
import { isEngineError } from '../../../src/smartengine/engineError.ts'
import { type ModuleFacts, preflight } from '../../../src/smartengine/preflight.ts'
import { refusedAnswer } from '../../../src/spu/answers/refused.ts'
import { createSpu } from '../../../src/spu/createSpu.ts'
import { engineFrameError } from '../../../src/spu/frameError.ts'
import type { ChainStepRequest, FrameError, ProduceAnswer, Spu } from '../../../src/spu/spu.ts'
import { LocalChains } from '../../../src/spu/testing/localChains.ts'
import { MemoryCatalog } from '../../../src/storage/memoryCatalog.ts'
import { MemoryRecordLog } from '../../../src/storage/memoryRecordLog.ts'
import { fromBase64, toBase64 } from '../corpusBytes.ts'
import type { Answers, Difference } from '../difference.ts'
import type { Guests } from '../guests.ts'
import { deflate } from './deflate.ts'
import { type ProducedRow, storedAsDecided } from './producedAsDecided.ts'
import { ruled } from './producedRules.ts'
import { requestBatch, type WrittenBatch, type WrittenStored } from './writtenBatch.ts'

/** What an SPU allows: 1 GiB of memory. */
const SPU_LIMITS = { memoryPages: 16_384 }

interface WrittenStep {
  readonly module: string
  readonly params: Readonly<Record<string, string>>
  readonly lookback: { readonly last: number | null; readonly age_ms: number | null } | null
  readonly initial_accumulator: string | null
}

interface WrittenRequest {
  readonly batches: readonly WrittenBatch[]
  readonly chain: readonly WrittenStep[]
}

interface WrittenAnswer {
  readonly base_offset: number
  readonly error: Readonly<Record<string, unknown>> | null
  readonly text: string | null
}

/** A row of the side `produce`. */
export interface ProduceRow {
  readonly request: { readonly batches: readonly WrittenBatch[] }
  readonly chain: readonly WrittenStep[]
  readonly result: { readonly response: WrittenAnswer; readonly stored: WrittenStored }
}

/** A row of the side `produce-seq`. */
export interface ProduceSeqRow {
  readonly requests: readonly WrittenRequest[]
  readonly result: {
    readonly requests: readonly WrittenAnswer[]
    readonly stored: WrittenStored
    readonly consumes: readonly WrittenConsume[]
  }
}

/** A stream that was opened after the requests, and what it gave. */
interface WrittenConsume {
  readonly chain: readonly WrittenStep[]
  readonly start: number
}

/** Opens the stream and compares what it gives. The topic is `t`, its one partition is 0. */
export type ReplayConsume = (
  spu: Spu,
  chain: readonly ChainStepRequest[],
  consume: WrittenConsume,
  answers: Answers,
) => Promise<Difference[]>

/**
 * Sends the row's request and compares answer and log.
 * @returns differences; those with a rule are decided
 */
export async function replayProduce(row: ProduceRow, guests: Guests, answers: Answers): Promise<Difference[]> {
  const replay = await Replay.start(guests)
  const request = { batches: row.request.batches, chain: row.chain }
  const actual = { response: await replay.send(request, answers), stored: await replay.stored() }
  const expected = { response: row.result.response, stored: row.result.stored }
  const decided =
    answers === 'spu' ? null : { ...expected, stored: replay.decided([request], row.result.stored, actual.stored) }
  return ruled(expected, decided, actual, replay.modules)
}

/**
 * Sends the row's requests one after another, compares answers and log, and then every stream.
 * @param consume absent: streams are not opened
 */
export async function replayProduceSeq(
  row: ProduceSeqRow,
  guests: Guests,
  answers: Answers,
  consume?: ReplayConsume,
): Promise<Difference[]> {
  const replay = await Replay.start(guests)
  const requests: WrittenAnswer[] = []
  for (const request of row.requests) requests.push(await replay.send(request, answers))
  const actual = { requests, stored: await replay.stored() }
  const expected = { requests: row.result.requests, stored: row.result.stored }
  let decided: typeof expected | null = null
  if (answers === 'expected') {
    const stored = replay.decided(row.requests, row.result.stored, actual.stored)
    const bases = stored.batches.map(({ base_offset }) => base_offset)
    const placed = row.result.requests.map((answer) =>
      answer.error || answer.base_offset === 0 ? answer : { ...answer, base_offset: moved(answer.base_offset) },
    )
    /** Where the stored batch that an answer names has come to stand. */
    function moved(base: number): number {
      return bases[row.result.stored.batches.findIndex(({ base_offset }) => base_offset === base)] ?? base
    }
    decided = { requests: placed, stored }
  }
  const differences = ruled(expected, decided, actual, replay.modules)
  for (const [i, written] of (consume ? row.result.consumes : []).entries()) {
    const found = await consume!(replay.spu, await replay.chain(written.chain), written, answers)
    differences.push(...found.map((difference) => ({ ...difference, field: `consumes[${i}].${difference.field}` })))
  }
  return differences
}

/** An SPU in memory with an empty topic, and the modules of one row. */
class Replay {
  readonly spu: Spu
  /** names of the modules that were used */
  readonly modules = new Set<string>()
  readonly #log: MemoryRecordLog
  readonly #topicId: string
  readonly #guests: Guests
  readonly #facts = new Map<string, ModuleFacts>()
  #streams = 0
  /** step of the chain whose module was added last */
  #chained = 0

  private constructor(spu: Spu, log: MemoryRecordLog, topicId: string, guests: Guests) {
    this.spu = spu
    this.#log = log
    this.#topicId = topicId
    this.#guests = guests
  }

  static async start(guests: Guests): Promise<Replay> {
    const log = new MemoryRecordLog()
    const catalog = new MemoryCatalog<ModuleFacts>()
    const spu = createSpu({ log, catalog, chains: new LocalChains(), codecs: { inflate, deflate }, limits: SPU_LIMITS })
    await spu.createTopic('t', 1)
    const topic = await catalog.topic('t')
    return new Replay(spu, log, topic?.topicId ?? '', guests)
  }

  /** The chain with its modules added. @throws EngineError of the module that is refused */
  async chain(steps: readonly WrittenStep[]): Promise<ChainStepRequest[]> {
    const chain: ChainStepRequest[] = []
    for (const [i, { module, params, lookback, initial_accumulator }] of steps.entries()) {
      this.#chained = i
      this.modules.add(module)
      const { last, age_ms } = lookback ?? { last: null, age_ms: null }
      chain.push({
        name: module.replace(/^@/, ''),
        sha256: module.startsWith('@') ? '' : await this.#add(module),
        params,
        ...(lookback && { lookback: { last: last ?? 0, ...(age_ms !== null && { ageMs: age_ms }) } }),
        ...(initial_accumulator !== null && {
          accumulator: fromBase64(initial_accumulator),
        }),
      })
    }
    return chain
  }

  async #add(module: string): Promise<string> {
    const wasm = this.#guests.get(module)
    if (!wasm) throw new Error(`no module ${module}`)
    const { sha256 } = await this.spu.addSmartModule('add', `${module}.wasm`, 'file', wasm, () => {})
    this.#facts.set(module, preflight(wasm).facts)
    return sha256
  }

  async send({ batches, chain }: WrittenRequest, answers: Answers): Promise<WrittenAnswer> {
    const encoded = await Promise.all(batches.map(requestBatch))
    let answer: Pick<ProduceAnswer, 'baseOffset' | 'error'>
    try {
      const stream = `request-${this.#streams++}`
      const request = { stream, topic: 't', partition: 0, batches: encoded, chain: await this.chain(chain), answers }
      answer = await this.spu.produceRequest(request)
    } catch (error) {
      if (!isEngineError(error)) throw error
      // Here a module is refused when it is added, on a cluster when it is used.
      const refused = this.#guests.get(chain[this.#chained]?.module ?? '') ?? new Uint8Array()
      const shown = engineFrameError(error, 'open', [])
      answer = { baseOffset: 0, error: { ...shown, ...refusedAnswer(error, refused) } }
    }
    return { base_offset: answer.baseOffset, error: writtenError(answer.error), text: answer.error?.text ?? null }
  }

  async stored(): Promise<WrittenStored> {
    const at = { topicId: this.#topicId, partition: 0 }
    const batches = (await this.#log.read(at, 0, Number.MAX_SAFE_INTEGER)).map(({ batch }) => batch)
    return {
      batches: await Promise.all(batches.map(writtenStoredBatch)),
      end_offset: await this.#log.endOffset(at),
      segment_hex: toHex(concatBytes(batches)),
    }
  }

  /** What should be stored as people expect, where an SPU stored this. */
  decided(requests: readonly WrittenRequest[], stored: WrittenStored, actual: WrittenStored): WrittenStored {
    const rows = requests.map(({ batches, chain }): ProducedRow => {
      const kinds = chain.map(({ module }) => this.#facts.get(module)?.kind)
      return { batches, chained: chain.length > 0, counted: kinds.includes('array_map') }
    })
    return storedAsDecided(rows, stored, actual)
  }
}

async function writtenStoredBatch(batch: Bytes): Promise<WrittenStored['batches'][number]> {
  const header = decodeBatchHeader(batch)
  const plain = await uncompressedBatch(batch, inflate, Number.MAX_SAFE_INTEGER)
  const { records } = decodeRecordList(plain, decodeBatchHeader(plain).recordsAt)
  return {
    base_offset: header.baseOffset,
    last_offset_delta: header.lastOffsetDelta,
    first_timestamp: header.firstTimestamp,
    max_timestamp: header.maxTimestamp,
    attributes: header.attributes,
    records: records.map(({ offsetDelta, timestampDelta, key, value }) => ({
      od: offsetDelta,
      td: timestampDelta,
      key: key && { b64: toBase64(key) },
      value: { b64: toBase64(value) },
    })),
  }
}

/** Fluvio's names of its error codes. */
const NAMES: Readonly<Record<number, string>> = {
  2: 'Other',
  6001: 'SmartModuleNotFound',
  6004: 'SmartModuleRuntimeError',
  6005: 'SmartModuleChainInitError',
  6007: 'SmartModuleLookBackError',
  6008: 'SmartModuleMemoryLimitExceeded',
}

function writtenError(error: FrameError | null): WrittenAnswer['error'] {
  if (!error) return null
  const { record, fluvioCode } = error
  return {
    code: fluvioCode,
    name: NAMES[fluvioCode] ?? '',
    hint: record?.hint ?? null,
    offset: record?.offset ?? null,
    kind: record ? kindName(record.kind) : null,
    key: record?.key ? { b64: toBase64(record.key) } : null,
    value: record ? { b64: toBase64(record.value) } : null,
  }
}

/** `filter_map` is FilterMap. */
function kindName(kind: string): string {
  return kind.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
