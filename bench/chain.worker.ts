import { type Bytes, concatBytes } from '../src/protocol/bytes.ts'
import { encodeParams, inputSize, writeInput } from '../src/protocol/smartModuleInput.ts'
import { createChain } from '../src/smartengine/chain.ts'
import type { Chain } from '../src/smartengine/chainHost.ts'
import { preflight } from '../src/smartengine/preflight.ts'
import { type Endpoint, serve } from '../src/wire/wire.ts'
import { BareGuest } from './bareGuest.ts'
import { listOf } from './recordLists.ts'

export interface ChainTask {
  readonly wasm: Bytes
  /** records of each batch */
  readonly batch: number
  /** records of a round: as many batches as that makes */
  readonly records: number
  /** different batches of a round, at most; a longer round takes them again */
  readonly distinct: number
}

/** What this worker does. A round resolves to the time it took, ms. */
export interface ChainBench {
  /** Starts a chain of one SmartModule and bare calls of the same module, checks that both give the same, warms up. */
  open(task: ChainTask): Promise<void>
  /** One round through the chain. */
  chain(): Promise<number>
  /** One round of bare guest calls. */
  bare(): Promise<number>
  /** From a module's bytes to its first record through a chain. Needs nothing that `open` does. */
  first(wasm: Bytes): Promise<number>
}

/** Both ways run this long before anything is measured, so that the browser's compilers are done, ms. */
const WARM_UP = 1000
const BASE_TIMESTAMP = 1_700_000_000_000

const nothing = () => {}

let rounds: { readonly chain: () => Promise<void>; readonly bare: () => Promise<void> }

async function open({ wasm, batch, records, distinct }: ChainTask): Promise<void> {
  const { facts, rewritten } = preflight(wasm)
  const module = await WebAssembly.compile(rewritten)
  const chain = createChain()
  await chain.open({ steps: [{ name: 'bench', code: module, facts, params: {} }] }, nothing)
  const guest = await BareGuest.create(module, facts)
  const batches = records / batch
  const lists = Array.from({ length: Math.min(batches, distinct) }, (_, i) => listOf(i * batch, batch))
  const inputs = lists.map((list, i) => inputOf(list, i * batch))
  await checkSame(chain, guest, lists, inputs)
  rounds = {
    chain: () => runChain(chain, lists, batches, batch),
    bare: async () => runBare(guest, inputs, batches),
  }
  await warmUp(rounds.chain)
  await warmUp(rounds.bare)
}

async function first(wasm: Bytes): Promise<number> {
  const records = listOf(0, 1)
  return timed(async () => {
    const { facts, rewritten } = preflight(wasm)
    const chain = createChain()
    await chain.open({ steps: [{ name: 'bench', code: rewritten, facts, params: {} }] }, nothing)
    const { count } = await chain.process({ records, baseOffset: 0, baseTimestamp: BASE_TIMESTAMP }, nothing)
    if (count !== 1) throw new Error('the first record did not come out')
  })
}

function inputOf(list: Bytes, baseOffset: number): Bytes {
  const context = { baseOffset, baseTimestamp: BASE_TIMESTAMP, params: encodeParams([]) }
  const input = new Uint8Array(inputSize('v25', list.length, context))
  writeInput(input, 0, 'v25', list, context)
  return input
}

async function runChain(chain: Chain, lists: readonly Bytes[], batches: number, batch: number): Promise<void> {
  for (let i = 0; i < batches; i++) {
    const records = lists[i % lists.length]!
    await chain.process({ records, baseOffset: i * batch, baseTimestamp: BASE_TIMESTAMP }, nothing)
  }
}

function runBare(guest: BareGuest, inputs: readonly Bytes[], batches: number): void {
  for (let i = 0; i < batches; i++) guest.call(inputs[i % inputs.length]!)
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
serve<ChainBench>(self as unknown as Endpoint, {
  open,
  chain: () => timed(rounds.chain),
  bare: () => timed(rounds.bare),
  first,
})
