import type { Bytes } from '../../../src/protocol/bytes.ts'
import { type EngineError, isEngineError } from '../../../src/smartengine/engineError.ts'
import type { ModuleFacts } from '../../../src/smartengine/preflight.ts'
import { type RefusedAnswer, refusedAnswer } from '../../../src/spu/answers/refused.ts'
import { createSpu } from '../../../src/spu/createSpu.ts'
import type {
  Answers,
  ChainStepRequest,
  ObservedBatch,
  ProduceAnswer,
  SmartModuleInfo,
  Spu,
} from '../../../src/spu/spu.ts'
import { LocalChains } from '../../../src/spu/testing/localChains.ts'
import { MemoryCatalog } from '../../../src/storage/memoryCatalog.ts'
import { MemoryRecordLog } from '../../../src/storage/memoryRecordLog.ts'
import { fromBase64 } from '../corpusBytes.ts'
import type { RowBatch, RowStep } from './rows.ts'
import { inflateNothing, storedBatch } from './storedBatches.ts'

/** Modules by name. */
export type Guests = ReadonlyMap<string, Bytes>

/** What an SPU allows: 1 GiB of memory. */
const SPU_PAGES = 16_384

/** A moment between the times of the rows that look back: their old is 2020, their young 2100. */
const NOW = 1_795_500_000_000

/** A module that is refused when it is added, and what an SPU would answer in its place. */
export class Refused extends Error {
  readonly step: number
  /** when a stream uses it, and when a produce request does */
  readonly answer: RefusedAnswer
  readonly produceAnswer: RefusedAnswer
  readonly engineError: EngineError
  /** it is WebAssembly text */
  readonly isText: boolean

  constructor(step: number, engineError: EngineError, file: Bytes) {
    super(engineError.message)
    this.step = step
    this.engineError = engineError
    this.answer = refusedAnswer(engineError, file)
    this.produceAnswer = refusedAnswer(engineError, file, 'produce')
    this.isText = engineError.code === 'E_NOT_WASM' && /^\s*(;;|\(module)/.test(new TextDecoder().decode(file))
  }
}

/** An SPU with the guests of a corpus. Modules are added when a row first uses them. */
export class World {
  readonly spu: Spu
  readonly #guests: Guests
  readonly #added = new Map<string, Promise<SmartModuleInfo | EngineError>>()
  #topics = 0
  #requests = 0

  /** @param spu absent: one in this thread, with the limits of a real one */
  constructor(guests: Guests, spu: Spu = ownSpu()) {
    this.#guests = guests
    this.spu = spu
  }

  /** The world of these guests: one for all rows. */
  static of(guests: Guests): World {
    const known = worlds.get(guests) ?? new World(guests)
    worlds.set(guests, known)
    return known
  }

  /**
   * Makes a topic of one partition that holds these batches.
   * @param start records before it are left out of the batch that holds it, and so are batches before; offsets stay
   */
  async topic(batches: readonly RowBatch[], start = 0): Promise<string> {
    const name = `t${this.#topics++}`
    await this.spu.createTopic(name, 1)
    let base = 0
    const stored = batches.map((batch) => {
      const from = Math.min(Math.max(start - base, 0), batch.records.length - 1)
      base += batch.records.length
      return storedBatch(batch, from)
    })
    await this.#send(name, stored, [])
    return name
  }

  /**
   * Sends batches in one request, through SmartModules if there are some.
   * @throws Refused
   */
  async produce(
    topic: string,
    batches: readonly RowBatch[],
    steps: readonly RowStep[] = [],
    answers: Answers = 'spu',
  ): Promise<ProduceAnswer> {
    const sent = batches.map((batch) => storedBatch(batch))
    return this.#send(topic, sent, await this.chain(steps), answers)
  }

  #send(
    topic: string,
    batches: readonly Bytes[],
    chain: readonly ChainStepRequest[],
    answers: Answers = 'spu',
  ): Promise<ProduceAnswer> {
    const stream = `request-${this.#requests++}`
    return this.spu.produceRequest({ stream, topic, partition: 0, batches, chain, answers })
  }

  /** What lies in a topic: the stored batches and the log end. */
  async stored(topic: string): Promise<{ batches: Bytes[]; end: number }> {
    const info = (await this.spu.listTopics()).find(({ name }) => name === topic)
    const end = info?.partitions[0]?.endOffset ?? 0
    const batches: Bytes[] = []
    const stop = new AbortController()
    if (end === 0) return { batches, end }
    const onBatch = ({ batch, lastOffset }: ObservedBatch) => {
      if (batch) batches.push(batch)
      if (lastOffset + 1 === end) stop.abort()
    }
    await this.spu.observe(topic, onBatch, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error
    })
    return { batches, end }
  }

  /**
   * A row's chain as a request asks for it.
   * @throws Refused for the first module that cannot be added
   */
  async chain(steps: readonly RowStep[]): Promise<ChainStepRequest[]> {
    const chain: ChainStepRequest[] = []
    for (const [i, { module, params, lookback, initial_accumulator }] of steps.entries()) {
      const sha256 = module.startsWith('@') ? '' : await this.#add(module, i)
      chain.push({
        name: module.replace(/^@/, ''),
        sha256,
        params,
        ...(lookback && {
          lookback: {
            last: lookback.last ?? 0,
            ...(typeof lookback.age_ms === 'number' && { ageMs: lookback.age_ms }),
          },
        }),
        ...(typeof initial_accumulator === 'string' && {
          accumulator: fromBase64(initial_accumulator),
        }),
      })
    }
    return chain
  }

  /** The kind of a module; null when it was not added. */
  async kind(module: string): Promise<string | null> {
    const added = await this.#added.get(module)
    return added && 'facts' in added ? added.facts.kind : null
  }

  async #add(name: string, step: number): Promise<string> {
    const file = this.#guests.get(name)
    if (!file) throw new Error(`module ${name} is not among the guests`)
    const adding = this.#added.get(name) ?? this.#try(name, file)
    this.#added.set(name, adding)
    const added = await adding
    if ('sha256' in added) return added.sha256
    throw new Refused(step, added, file)
  }

  async #try(name: string, file: Bytes): Promise<SmartModuleInfo | EngineError> {
    try {
      return await this.spu.addSmartModule('trial', `${name}.wasm`, 'file', file, () => {})
    } catch (error) {
      if (isEngineError(error)) return error
      throw error
    }
  }
}

function ownSpu(): Spu {
  return createSpu({
    log: new MemoryRecordLog(),
    catalog: new MemoryCatalog<ModuleFacts>(),
    chains: new LocalChains(),
    now: () => NOW,
    codecs: { inflate: async (codec, records) => inflateNothing(codec, records), deflate: async (_, list) => list },
    limits: { memoryPages: SPU_PAGES },
  })
}

const worlds = new WeakMap<Guests, World>()
