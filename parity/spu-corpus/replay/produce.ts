import type { ProduceAnswer } from '../../../src/spu/spu.ts'
import type { Answers, Difference } from '../difference.ts'
import { compareStream } from './asSpu.ts'
import { actualOutcome, expectedOutcome, type Outcome } from './produced.ts'
import { outcomeAsDecided, type SentRequest } from './producedAsDecided.ts'
import { ruled } from './producedRules.ts'
import { refusedError } from './refusedFrame.ts'
import type { ProduceRow, ProduceSeqRow } from './rows.ts'
import { runStream } from './stream.ts'
import { type Guests, Refused, World } from './world.ts'

type Request = ProduceSeqRow['requests'][number]

/** Sends the row's request, and compares the answer and what is stored. */
export async function replayProduce(row: ProduceRow, guests: Guests, answers: Answers): Promise<Difference[]> {
  const { response, stored } = row.result
  const requests = [{ batches: row.request.batches, chain: row.chain }]
  return replayRequests(World.of(guests), requests, expectedOutcome([response], stored), answers)
}

/**
 * Sends the row's requests one after another, and compares the answers, what is stored, and every stream over it.
 * Streams only as an SPU answers them: as people expect, other offsets and times are stored, so that every stream gives
 * others; what a stream is then is shown by the rows of streams.
 */
export async function replayProduceSeq(row: ProduceSeqRow, guests: Guests, answers: Answers): Promise<Difference[]> {
  const { requests, stored, consumes } = row.result
  const world = World.of(guests)
  return replayRequests(world, row.requests, expectedOutcome(requests, stored), answers, async (topic) => {
    const differences: Difference[] = []
    for (const [i, { chain, start, ...result }] of (answers === 'spu' ? consumes : []).entries()) {
      const run = await runStream(world, { topic, chain, start, answers })
      const found = compareStream(result, run, false)
      differences.push(...found.map((difference) => ({ ...difference, field: `consumes[${i}].${difference.field}` })))
    }
    return differences
  })
}

async function replayRequests(
  world: World,
  requests: readonly Request[],
  expected: Outcome,
  answers: Answers,
  streams: (topic: string) => Promise<Difference[]> = async () => [],
): Promise<Difference[]> {
  const topic = await world.topic([])
  try {
    const given: Pick<ProduceAnswer, 'baseOffset' | 'error'>[] = []
    for (const request of requests) given.push(await send(world, topic, request, answers))
    const actual = actualOutcome(given, await world.stored(topic))
    const decided = answers === 'spu' ? null : outcomeAsDecided(await sent(world, requests), expected, actual)
    const steps = requests.flatMap(({ chain }) => chain)
    return [...ruled(expected, decided, actual, steps), ...(await streams(topic))]
  } finally {
    await world.spu.deleteTopic(topic)
  }
}

/** Sends a request; for a module that is refused when it is added the answer is what an SPU would say. */
async function send(
  world: World,
  topic: string,
  { batches, chain }: Request,
  answers: Answers,
): Promise<Pick<ProduceAnswer, 'baseOffset' | 'error'>> {
  try {
    return await world.produce(topic, batches, chain, answers)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    // what comes before the refused step may fail first
    const before = await world.produce(topic, [], chain.slice(0, error.step), answers)
    return before.error ? before : { baseOffset: 0, error: refusedError(error, error.produceAnswer) }
  }
}

function sent(world: World, requests: readonly Request[]): Promise<SentRequest[]> {
  return Promise.all(
    requests.map(async ({ batches, chain }) => {
      const kinds = await Promise.all(chain.map(({ module }) => world.kind(module)))
      return { batches, chained: chain.length > 0, counted: kinds.includes('array_map') }
    }),
  )
}
