import type { Bytes } from '../../../src/protocol/bytes.ts'
import { type EngineError, isEngineError } from '../../../src/smartengine/engineError.ts'
import type { ModuleFacts } from '../../../src/smartengine/preflight.ts'
import { type RefusedAnswer, refusedAnswer } from '../../../src/spu/answers/refused.ts'
import { createSpu } from '../../../src/spu/createSpu.ts'
import type { ChainStepRequest, Spu } from '../../../src/spu/spu.ts'
import { LocalChains } from '../../../src/spu/testing/localChains.ts'
import { MemoryCatalog } from '../../../src/storage/memoryCatalog.ts'
import { MemoryRecordLog } from '../../../src/storage/memoryRecordLog.ts'
import type { PartitionKey } from '../../../src/storage/recordLog.ts'
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
  readonly answer: RefusedAnswer
  readonly engineError: EngineError
  /** it is WebAssembly text */
  readonly isText: boolean

  constructor(step: number, engineError: EngineError, file: Bytes) {
    super(engineError.message)
    this.step = step
    this.engineError = engineError
    this.answer = refusedAnswer(engineError, file)
    this.isText = engineError.code === 'E_NOT_WASM' && /^\s*(;;|\(module)/.test(new TextDecoder().decode(file))
  }
}

/** An SPU in this thread with the guests of a corpus. Modules are added when a row first uses them. */
export class World {
  readonly spu: Spu
  readonly #log = new HoldingLog()
  readonly #catalog = new MemoryCatalog<ModuleFacts>()
  readonly #guests: Guests
  readonly #added = new Map<string, Promise<string | EngineError>>()
  #topics = 0

  constructor(guests: Guests) {
    this.#guests = guests
    this.spu = createSpu({
      log: this.#log,
      catalog: this.#catalog,
      chains: new LocalChains(),
      now: () => NOW,
      inflate: inflateNothing,
      limits: { memoryPages: SPU_PAGES },
    })
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
    if (stored.length > 0) await this.#log.append(await this.#at(name), stored)
    return name
  }

  /** Produces batches of one request: all at once, as an SPU stores them. */
  async produce(topic: string, batches: readonly RowBatch[]): Promise<void> {
    const stored = batches.map((batch) => storedBatch(batch))
    const last = stored.pop()
    if (!last) return
    this.#log.held = stored
    await this.spu.produce(topic, 0, last)
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
    const all = await this.#catalog.modules()
    return all.find(({ sha256 }) => sha256 === added)?.facts.kind ?? null
  }

  async #add(name: string, step: number): Promise<string> {
    const file = this.#guests.get(name)
    if (!file) throw new Error(`module ${name} is not among the guests`)
    const adding = this.#added.get(name) ?? this.#try(name, file)
    this.#added.set(name, adding)
    const added = await adding
    if (typeof added === 'string') return added
    throw new Refused(step, added, file)
  }

  async #try(name: string, file: Bytes): Promise<string | EngineError> {
    try {
      return (await this.spu.addSmartModule('trial', `${name}.wasm`, 'file', file, () => {})).sha256
    } catch (error) {
      if (isEngineError(error)) return error
      throw error
    }
  }

  async #at(name: string): Promise<PartitionKey> {
    const topic = await this.#catalog.topic(name)
    if (!topic) throw new Error(`no topic ${name}`)
    return { topicId: topic.topicId, partition: 0 }
  }
}

const worlds = new WeakMap<Guests, World>()

/** Appends what is held together with what comes next: a producer's request of several batches. */
class HoldingLog extends MemoryRecordLog {
  held: Bytes[] = []

  override append(at: PartitionKey, batches: readonly Bytes[]) {
    const all = [...this.held, ...batches]
    this.held = []
    return super.append(at, all)
  }
}
