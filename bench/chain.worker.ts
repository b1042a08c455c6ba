import { type Bytes, concatBytes } from '../src/protocol/bytes.ts'
import { encodeRecordList } from '../src/protocol/recordList.ts'
import { encodeParams, inputSize, writeInput } from '../src/protocol/smartModuleInput.ts'
import { createChain } from '../src/smartengine/chain.ts'
import type { Chain } from '../src/smartengine/chainHost.ts'
import { preflight } from '../src/smartengine/preflight.ts'
import { type Endpoint, serve } from '../src/wire/wire.ts'
import { BareGuest } from './bareGuest.ts'
import type { Duel } from './statistics.ts'
import { value } from './values.ts'

export interface ChainTask {
  readonly wasm: Bytes
  /** records of each batch */
  readonly batch: number
  /** records of a round: as many batches as that makes */
  readonly records: number
  readonly rounds: number
}

/** What this worker does. */
export interface ChainBench {
  /** A chain of one SmartModule against bare calls of the same module, same bytes, taking turns. */
  measure(task: ChainTask): Promise<Duel>
}

/** Both ways run this long before anything is measured, so that the browser's compilers are done, ms. */
const WARM_UP = 1000
const BASE_TIMESTAMP = 1_700_000_000_000

const nothing = () => {}

async function measure({ wasm, batch, records, rounds }: ChainTask): Promise<Duel> {
  const { facts, rewritten } = preflight(wasm)
  const module = await WebAssembly.compile(rewritten)
  const chain = createChain()
  await chain.open({ steps: [{ name: 'bench', code: module, facts, params: {} }] }, nothing)
  const guest = await BareGuest.create(module, facts)
  const lists = Array.from({ length: records / batch }, (_, i) => listOf(i * batch, batch))
  const inputs = lists.map((list, i) => inputOf(list, i * batch))

  const ours = () => runChain(chain, lists, batch)
  const bare = async () => runBare(guest, inputs)
  await checkSame(chain, guest, lists, inputs)
  await warmUp(ours)
  await warmUp(bare)
  const times = { ours: [] as number[], bare: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0
    for (const turn of first ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
      times[turn].push(await timed(turn === 'ours' ? ours : bare))
    }
  }
  return times
}

function listOf(first: number, count: number): Bytes {
  const records = Array.from({ length: count }, (_, offsetDelta) => ({
    attributes: 0,
    timestampDelta: offsetDelta,
    offsetDelta,
    key: null,
    value: value(first + offsetDelta),
    headers: 0,
  }))
  return encodeRecordList(records)
}

function inputOf(list: Bytes, baseOffset: number): Bytes {
  const context = { baseOffset, baseTimestamp: BASE_TIMESTAMP, params: encodeParams([]) }
  const input = new Uint8Array(inputSize('v25', list.length, context))
  writeInput(input, 0, 'v25', list, context)
  return input
}

async function runChain(chain: Chain, lists: readonly Bytes[], batch: number): Promise<void> {
  let baseOffset = 0
  for (const records of lists) {
    await chain.process({ records, baseOffset, baseTimestamp: BASE_TIMESTAMP }, nothing)
    baseOffset += batch
  }
}

function runBare(guest: BareGuest, inputs: readonly Bytes[]): void {
  for (const input of inputs) guest.call(input)
}

/** Both must give the same records: bare output is the record list and a 0 for "no error". */
async function checkSame(
  chain: Chain,
  guest: BareGuest,
  lists: readonly Bytes[],
  inputs: readonly Bytes[],
): Promise<void> {
  const [records, input] = [lists[0], inputs[0]]
  if (records === undefined || input === undefined) throw new Error('nothing to measure')
  const { records: ours } = await chain.process({ records, baseOffset: 0, baseTimestamp: BASE_TIMESTAMP }, nothing)
  const whole = concatBytes([ours, new Uint8Array(1)])
  const bare = guest.call(input)
  if (bare.length !== whole.length || bare.some((byte, i) => byte !== whole[i])) throw new Error('outputs differ')
}

async function warmUp(run: () => Promise<void>): Promise<void> {
  for (const end = performance.now() + WARM_UP; performance.now() < end; ) await run()
}

async function timed(run: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

// typed as a page's scope: this folder is compiled for page and workers at once
serve<ChainBench>(self as unknown as Endpoint, { measure })
