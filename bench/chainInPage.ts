import { connect } from '../src/wire/wire.ts'
import type { ChainBench, ChainTask } from './chain.worker.ts'
import ChainWorker from './chain.worker.ts?worker&inline'
import { type BenchModule, benchModule, markedModule } from './modules.ts'

/** A chain of one module in a worker of its own. */
export interface ChainInPage {
  /** Starts it, in the place of the one before. */
  openChain(module: BenchModule, task: Omit<ChainTask, 'wasm'>): Promise<void>
  /** One round of it. @returns ms */
  chainRound(): Promise<number>
  /** The same round as bare guest calls. @returns ms */
  bareRound(): Promise<number>
  closeChain(): void
  /**
   * From a module's bytes to its first record, in a worker that was just started.
   * @param mark makes the module one that was not compiled before, 0 to 127
   * @returns ms
   */
  firstRecord(module: BenchModule, mark: number): Promise<number>
}

let worker: Worker | null = null
let chain: ChainBench

function start(): ChainBench {
  worker?.terminate()
  worker = new ChainWorker()
  return connect<ChainBench>(worker).remote
}

export const chainInPage: ChainInPage = {
  async openChain(module, task) {
    const wasm = await benchModule(module)
    chain = start()
    await chain.open({ wasm, ...task })
  },
  chainRound: () => chain.chain(),
  bareRound: () => chain.bare(),
  closeChain() {
    worker?.terminate()
    worker = null
  },
  async firstRecord(module, mark) {
    const wasm = markedModule(await benchModule(module), mark)
    return start().first(wasm)
  },
}
