import { InFlight } from '../src/app/produce/inFlight.ts'
import { toBatches } from '../src/app/produce/toBatches.ts'
import { connectSpu } from '../src/network/spuClient.ts'
import type { Bytes } from '../src/protocol/bytes.ts'
import { RoundRobin } from '../src/protocol/partitioner.ts'
import { transfer } from '../src/wire/transfer.ts'
import { connect } from '../src/wire/wire.ts'
import type { ChainBench, ChainTask } from './chain.worker.ts'
import ChainWorker from './chain.worker.ts?worker&inline'
import { identityModule } from './identity.ts'
import type { ProduceBench } from './produce.worker.ts'
import ProduceWorker from './produce.worker.ts?worker&inline'
import type { Duel } from './statistics.ts'
import { value } from './values.ts'

/** A built-in, or the map of identity.ts. */
export type BenchModule = 'regex-scrubbing' | 'log-level' | 'identity'

/** What bench.ts calls in the page. */
export interface BenchPage {
  /** One SmartModule on batches of one size, in a worker of its own. */
  chain(module: BenchModule, task: Omit<ChainTask, 'wasm'>): Promise<Duel>
  /** Producing, and bare puts of the same batches in the same rounds. */
  produce(task: ProduceTask): Promise<ProduceTimes>
}

export interface ProduceTask {
  readonly records: number
  /** records of each batch */
  readonly batch: number
  readonly rounds: number
  /** batches on their way when a producer does not wait for each answer */
  readonly inFlight: number
}

/** An SPU's own worker; the page over the network wall; and the page when it waits for each answer. */
export type Producer = 'worker' | 'page' | 'pageWaiting'

/** Times in ms, one a round. */
export type ProduceTimes = Readonly<Record<'bare' | Producer, readonly number[]>>

const TOPIC = 'bench'

async function chain(module: BenchModule, task: Omit<ChainTask, 'wasm'>): Promise<Duel> {
  const wasm = module === 'identity' ? identityModule() : await builtIn(module)
  const worker = new ChainWorker()
  try {
    return await connect<ChainBench>(worker).remote.measure({ wasm, ...task })
  } finally {
    worker.terminate()
  }
}

async function builtIn(name: string): Promise<Bytes> {
  const response = await fetch(`smartmodules/${name}.wasm`)
  return new Uint8Array(await response.arrayBuffer())
}

async function produce({ records, batch, rounds, inFlight }: ProduceTask): Promise<ProduceTimes> {
  const worker = new ProduceWorker()
  const { remote } = connect<ProduceBench>(worker)
  await remote.prepare(records, batch)
  const { spu } = connectSpu()
  await spu.listTopics()
  const newRecords = Array.from({ length: records }, (_, i) => ({
    key: null,
    value: value(i),
    batch: Math.floor(i / batch),
  }))

  /** Batch after batch, made when it is sent, with at most so many on their way. */
  const fromPage = async (inFlight: number) => {
    await spu.createTopic(TOPIC, 1)
    const turns = new RoundRobin()
    const answers = new InFlight(inFlight)
    const start = performance.now()
    for (let from = 0; from < records; from += batch) {
      for (const made of toBatches(newRecords.slice(from, from + batch), 1, turns)) {
        await answers.send(() => spu.produce(TOPIC, made.partition, transfer(made.batch, [made.batch])))
      }
    }
    await answers.all()
    const ms = performance.now() - start
    await spu.deleteTopic(TOPIC)
    return ms
  }

  const times: Record<'bare' | Producer, number[]> = { bare: [], worker: [], page: [], pageWaiting: [] }
  const contestants = [
    { into: times.bare, run: () => remote.bare() },
    { into: times.worker, run: () => remote.spu(inFlight) },
    { into: times.page, run: () => fromPage(inFlight) },
    { into: times.pageWaiting, run: () => fromPage(1) },
  ]
  // each begins as often as the others; the first round is for warming up
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const contestant = contestants[(round + turn) % contestants.length]
      const ms = await contestant?.run()
      if (round > 0 && ms !== undefined) contestant?.into.push(ms)
    }
  }
  worker.terminate()
  return times
}

declare global {
  var bench: BenchPage
}

globalThis.bench = { chain, produce }
