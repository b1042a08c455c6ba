import { toBatches } from '../src/app/produce/toBatches.ts'
import { connectSpu } from '../src/network/spuClient.ts'
import type { Bytes } from '../src/protocol/bytes.ts'
import { RoundRobin } from '../src/protocol/partitioner.ts'
import { connect } from '../src/wire/wire.ts'
import type { ChainBench, ChainTask } from './chain.worker.ts'
import ChainWorker from './chain.worker.ts?worker&inline'
import type { ProduceBench } from './produce.worker.ts'
import ProduceWorker from './produce.worker.ts?worker&inline'
import type { Duel } from './statistics.ts'
import { value } from './values.ts'

/** What bench.ts calls in the page. */
export interface BenchPage {
  /** One SmartModule on batches of one size, in a worker of its own. */
  chain(module: string, task: Omit<ChainTask, 'wasm'>): Promise<Duel>
  /** Producing, from the page and within the SPU's worker, each against bare puts of the same round. */
  produce(task: ProduceTask): Promise<{ page: Duel; worker: Duel }>
}

export interface ProduceTask {
  readonly records: number
  /** records of each batch */
  readonly batch: number
  readonly rounds: number
}

const TOPIC = 'bench'

async function chain(module: string, task: Omit<ChainTask, 'wasm'>): Promise<Duel> {
  const response = await fetch(`smartmodules/${module}.wasm`)
  const wasm: Bytes = new Uint8Array(await response.arrayBuffer())
  const worker = new ChainWorker()
  try {
    return await connect<ChainBench>(worker).remote.measure({ wasm, ...task })
  } finally {
    worker.terminate()
  }
}

async function produce({ records, batch, rounds }: ProduceTask): Promise<{ page: Duel; worker: Duel }> {
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

  /** As topicControl.ts does it when somebody imports a file, from the records on. */
  const fromPage = async () => {
    await spu.createTopic(TOPIC, 1)
    const start = performance.now()
    for (const { partition, batch } of toBatches(newRecords, 1, new RoundRobin()))
      await spu.produce(TOPIC, partition, batch)
    const ms = performance.now() - start
    await spu.deleteTopic(TOPIC)
    return ms
  }

  const times = { page: [] as number[], worker: [] as number[], bare: [] as number[] }
  const contestants = [
    { into: times.page, run: fromPage },
    { into: times.bare, run: () => remote.bare() },
    { into: times.worker, run: () => remote.spu() },
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
  return { page: { ours: times.page, bare: times.bare }, worker: { ours: times.worker, bare: times.bare } }
}

declare global {
  var bench: BenchPage
}

globalThis.bench = { chain, produce }
