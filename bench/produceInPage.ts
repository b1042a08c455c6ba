import { InFlight } from '../src/app/produce/inFlight.ts'
import { toBatches } from '../src/app/produce/toBatches.ts'
import { connectSpu } from '../src/network/spuClient.ts'
import { RoundRobin } from '../src/protocol/partitioner.ts'
import { transfer } from '../src/wire/transfer.ts'
import { connect } from '../src/wire/wire.ts'
import type { ProduceBench } from './produce.worker.ts'
import ProduceWorker from './produce.worker.ts?worker&inline'
import { value } from './values.ts'

export interface ProduceInPage {
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
  /** those that take part, besides bare puts */
  readonly producers: readonly Producer[]
}

/** An SPU's own worker; the page over the network wall; and the page when it waits for each answer. */
export type Producer = 'worker' | 'page' | 'pageWaiting'

/** Times in ms, one a round. */
export type ProduceTimes = Readonly<Record<'bare' | Producer, readonly number[]>>

const TOPIC = 'bench'

/** Different values, at most; more records have them again. */
const DISTINCT = 100_000

export const produceInPage: ProduceInPage = {
  async produce({ records, batch, rounds, inFlight, producers }) {
    const worker = new ProduceWorker()
    const { remote } = connect<ProduceBench>(worker)
    await remote.prepare(records, batch)
    const { spu } = connectSpu()
    await spu.listTopics()
    const values = Array.from({ length: Math.min(records, DISTINCT) }, (_, i) => value(i))
    const newRecords = (from: number) =>
      Array.from({ length: batch }, (_, i) => ({ key: null, value: values[(from + i) % values.length]!, batch: from }))

    /** Batch after batch, made when it is sent, with at most so many on their way. */
    const fromPage = async (inFlight: number) => {
      await spu.createTopic(TOPIC, 1)
      const turns = new RoundRobin()
      const answers = new InFlight(inFlight)
      const start = performance.now()
      for (let from = 0; from < records; from += batch) {
        for (const made of toBatches(newRecords(from), 1, turns)) {
          await answers.send(() => spu.produce(TOPIC, made.partition, transfer(made.batch, [made.batch])))
        }
      }
      await answers.all()
      const ms = performance.now() - start
      await spu.deleteTopic(TOPIC)
      return ms
    }

    const ways: Record<Producer, () => Promise<number>> = {
      worker: () => remote.spu(inFlight),
      page: () => fromPage(inFlight),
      pageWaiting: () => fromPage(1),
    }
    const times: Record<'bare' | Producer, number[]> = { bare: [], worker: [], page: [], pageWaiting: [] }
    const contestants = [
      { into: times.bare, run: () => remote.bare() },
      ...producers.map((producer) => ({ into: times[producer], run: ways[producer] })),
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
  },
}
