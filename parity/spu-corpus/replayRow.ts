import type { Answers, Difference } from './difference.ts'
import type { Guests } from './guests.ts'
import { replayClient, replayConsume, replayLive } from './replay/index.ts'
import { replayProduce, replayProduceSeq } from './replay/produce.ts'
import { replayBatchBytes, replayPartition } from './replayBytes.ts'
import type { CorpusRow, Side } from './rows.ts'

/** Answers a row and says what differs. */
type Replay = (row: CorpusRow['json'], guests: Guests, answers: Answers) => Promise<Difference[]> | Difference[]

const REPLAYS: Readonly<Record<Side, Replay>> = {
  consume: (row, guests, answers) => replayConsume(row as never, guests, answers),
  live: (row, guests, answers) => replayLive(row as never, guests, answers),
  client: (row, guests) => replayClient(row as never, guests),
  produce: (row, guests, answers) => replayProduce(row as never, guests, answers),
  'produce-seq': (row, guests, answers) => replayProduceSeq(row as never, guests, answers),
  partition: (row) => replayPartition(row as never),
  'batch-bytes': (row) => replayBatchBytes(row as never),
}

/** Sides that are about one function: the same however streams are answered. */
const ONCE: ReadonlySet<Side> = new Set(['partition', 'batch-bytes'])

/** True when a row is answered in this mode; what is the same in all modes is answered in the first. */
export function isAnswered(row: CorpusRow, answers: Answers): boolean {
  return answers === 'spu' || !ONCE.has(row.side)
}

/** Answers a row as asked for and says what differs from what it says. */
export async function replayRow(row: CorpusRow, guests: Guests, answers: Answers): Promise<Difference[]> {
  return REPLAYS[row.side](row.json, guests, answers)
}
