import { InFlight } from '../src/app/produce/inFlight.ts'
import { connectSpu, type SpuConnection } from '../src/network/spuClient.ts'
import { buildBatch } from '../src/protocol/batch.ts'
import type { ChainStepRequest } from '../src/spu/spu.ts'
import { transfer } from '../src/wire/transfer.ts'
import { type BenchModule, benchModule } from './modules.ts'
import { BATCH, DISTINCT } from './streamTopic.ts'
import { value } from './values.ts'

/** Topics in a real SPU worker, and streams of them to a page that does nothing but count. */
export interface StreamInPage {
  /** Makes a topic of so many records, unless it is there, in turn to its partitions, batches of BATCH. */
  fill(topic: string, partitions: number, records: number): Promise<void>
  /** Adds a module to the SPU. */
  addModule(module: BenchModule): Promise<void>
  /** Streams a topic from its beginning to its end through a chain. */
  stream(topic: string, chain: readonly BenchModule[]): Promise<Streamed>
  deleteTopic(topic: string): Promise<void>
}

/** What came of a stream. */
export interface Streamed {
  /** from the request to the stream's end */
  readonly ms: number
  /** from the request to the first frame */
  readonly firstMs: number
  readonly records: number
  readonly frames: number
}

/** Batches on their way while a topic is filled. */
const IN_FLIGHT = 16

/** Where a batch says how many records it has (i32). */
const COUNT_AT = 57

const FIRST_TIMESTAMP = 1_700_000_000_000

let connection: SpuConnection | null = null
const added = new Map<BenchModule, ChainStepRequest>()
let streams = 0

function spu() {
  connection ??= connectSpu()
  return connection.spu
}

export const streamInPage: StreamInPage = {
  async fill(topic, partitions, records) {
    if ((await spu().listTopics()).some(({ name }) => name === topic)) return
    await spu().createTopic(topic, partitions)
    const batches = Array.from({ length: Math.min(DISTINCT, records / BATCH) }, (_, i) => batchOf(i * BATCH))
    const answers = new InFlight(IN_FLIGHT)
    for (let i = 0; i < records / BATCH; i++) {
      const batch = batches[i % batches.length]!.slice()
      await answers.send(() => spu().produce(topic, i % partitions, transfer(batch, [batch])))
    }
    await answers.all()
  },

  async addModule(module) {
    const wasm = await benchModule(module)
    const { name, sha256 } = await spu().addSmartModule(`add-${module}`, `${module}.wasm`, 'built in', wasm, () => {})
    added.set(module, { name, sha256, params: {} })
  },

  async stream(topic, chain) {
    const steps = chain.map((module) => {
      const step = added.get(module)
      if (step === undefined) throw new Error(`${module} was not added`)
      return step
    })
    let [records, frames] = [0, 0]
    let failure: string | null = null
    let firstMs = Number.NaN
    const request = { stream: `bench-${streams++}`, topic, start: { from: 'beginning' }, tail: false, chain: steps }
    const { signal } = new AbortController()
    const start = performance.now()
    const traced = spu().trace(request.stream, () => {}, signal)
    await spu().consume(
      { ...request, start: { from: 'beginning' } },
      ({ batch, error }) => {
        if (frames++ === 0) firstMs = performance.now() - start
        failure ??= error?.message ?? null
        if (batch !== null) records += new DataView(batch.buffer, batch.byteOffset).getInt32(COUNT_AT)
      },
      signal,
    )
    await traced
    const ms = performance.now() - start
    if (failure !== null) throw new Error(`the stream failed: ${failure}`)
    return { ms, firstMs, records, frames }
  },

  async deleteTopic(topic) {
    await spu().deleteTopic(topic)
  },
}

function batchOf(first: number) {
  return buildBatch(
    Array.from({ length: BATCH }, (_, i) => ({ key: null, value: value(first + i), timestamp: FIRST_TIMESTAMP + i })),
  )
}
