import { batchRecordList, splitBatches, verifyBatch } from '../batch.ts'
import { type Bytes, fromHex, toHex } from '../bytes.ts'
import { DecodeError } from '../decodeError.ts'
import {
  checkRecordList,
  concatRecordLists,
  decodeRecordList,
  readDeltas,
  recordViews,
  scanRecordList,
  sliceRecords,
  withDeltas,
} from '../recordList.ts'
import { decodeInitOutput, decodeLookBackOutput, decodeOutput } from '../smartModuleOutput.ts'
import { mutate, seededDice } from './mutate.ts'
import { recordedOutputs } from './outputs.ts'
import contents from './spu-batches.json'

/** What a fuzz run saw. A reading is one decoder on one mutated output. */
export interface FuzzResult {
  readonly outputs: number
  readonly readings: number
  /** readings that ended with a DecodeError */
  readonly refused: number
  /** most bytes that one reading returned, beyond what its input had */
  readonly largestExcess: number
}

/**
 * Feeds mutated outputs and batches to every decoder of the room.
 * @throws whatever a decoder throws that is no DecodeError, as the cause of an error that has the bytes in hex
 */
export function fuzzDecoders(outputs: number, seed: number): FuzzResult {
  const dice = seededDice(seed)
  const originals = [...recordedOutputs.map(({ bytes }) => bytes), ...storedBatches()]
  let readings = 0
  let refused = 0
  let largestExcess = 0
  for (let i = 0; i < outputs; i++) {
    const bytes = mutate(originals[dice(originals.length)]!, originals, dice)
    for (const [name, read] of READERS) {
      readings++
      try {
        largestExcess = Math.max(largestExcess, read(bytes) - bytes.length)
      } catch (error) {
        if (!(error instanceof DecodeError)) throw new Error(`${name} of ${toHex(bytes)}`, { cause: error })
        refused++
      }
    }
  }
  return { outputs, readings, refused, largestExcess }
}

/** Every way to read strangers' bytes; each returns how many bytes its results hold. */
const READERS: readonly (readonly [string, (bytes: Bytes) => number])[] = [
  ['decodeOutput', (bytes) => outputSize(bytes, false)],
  ['decodeOutput of an aggregate', (bytes) => outputSize(bytes, true)],
  ['decodeOutput of 2021-raw', (bytes) => decodeOutput(bytes, { aggregate: false, raw2021: true }).listEnd],
  ['decodeInitOutput', (bytes) => decodeInitOutput(bytes).hint.length],
  ['decodeLookBackOutput', (bytes) => decodeLookBackOutput(bytes).value.length],
  ['scanRecordList', (bytes) => scanRecordList(bytes).end],
  ['checkRecordList', (bytes) => checkRecordList(bytes).end],
  ['decodeRecordList', (bytes) => decodeRecordList(bytes).end],
  ['withDeltas', sameDeltas],
  ['sliceRecords', (bytes) => sliceRecords(bytes, 1, 3).length],
  ['concatRecordLists', (bytes) => concatRecordLists([bytes]).length],
  ['recordViews', visitViews],
  ['verifyBatch', (bytes) => verifyBatch(bytes).end],
  ['splitBatches', (bytes) => splitBatches(bytes).reduce((size, batch) => size + batch.length, 0)],
  ['batchRecordList', (bytes) => batchRecordList(bytes).length],
]

function outputSize(bytes: Bytes, aggregate: boolean): number {
  const { rewritten, error, accumulator } = decodeOutput(bytes, { aggregate })
  return (rewritten?.length ?? 0) + (error?.key?.length ?? 0) + (error?.value.length ?? 0) + (accumulator?.length ?? 0)
}

function sameDeltas(bytes: Bytes): number {
  const { offsets, timestamps } = readDeltas(bytes)
  return withDeltas(bytes, offsets, timestamps).length
}

function visitViews(bytes: Bytes): number {
  const views = recordViews(bytes)
  let size = 0
  for (let i = 0; i < views.count; i++) size += views.value(i).length + (views.key(i)?.length ?? 0)
  return size
}

function storedBatches(): Bytes[] {
  return contents.flatMap((content) => content.batches.map(({ hex }) => fromHex(hex)))
}
