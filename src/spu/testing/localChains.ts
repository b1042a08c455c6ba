import { createChain } from '../../smartengine/chain.ts'
import type { ChainHandle, ChainHost, Overdue } from '../../smartengine/chainHost.ts'
import { EngineError } from '../../smartengine/engineError.ts'

/** Chains in this thread, without a clock: for modules that are known to return. Counts what is open. */
export class LocalChains implements ChainHost {
  open = 0
  started = 0

  start(...[spec]: Parameters<ChainHost['start']>): ChainHandle {
    const chain = createChain()
    let ended = false
    this.open++
    this.started++
    const end = () => {
      if (!ended) this.open--
      ended = true
    }
    const whileOpen = async <T>(work: () => Promise<T>): Promise<T> => {
      if (ended) throw new EngineError('E_KILLED', 'killed')
      return work()
    }
    return {
      open: () => whileOpen(() => chain.open(spec, () => {})),
      lookBack: (inputs) => whileOpen(() => chain.lookBack(inputs, () => {})),
      process: (input) => whileOpen(() => chain.process(input, () => {})),
      keepGoing: () => {},
      kill: end,
      close: end,
    }
  }
}

/** A chain whose batches never come back until somebody ends it. */
export interface StuckChain {
  readonly calls: { readonly baseOffset: number }[]
  kept: number
  onOverdue(overdue: Overdue | null): void
  /** ends the call in progress as a clock would */
  timeOut(): void
}

/** Chains like the local ones up to their first batch, where they are stuck. */
export class StuckChains implements ChainHost {
  readonly chains: StuckChain[] = []
  readonly #local = new LocalChains()

  start(...[spec, onOverdue]: Parameters<ChainHost['start']>): ChainHandle {
    const local = this.#local.start(spec, onOverdue)
    if (spec.trial) return local
    let reject: (error: EngineError) => void = () => {}
    const chain: StuckChain = {
      calls: [],
      kept: 0,
      onOverdue,
      timeOut: () => reject(new EngineError('E_TIMEOUT', 'stopped after 2.0 s in map', { stage: 'map' }, 0)),
    }
    this.chains.push(chain)
    return {
      open: () => local.open(),
      lookBack: (inputs) => local.lookBack(inputs),
      process: ({ baseOffset }) => {
        chain.calls.push({ baseOffset })
        return new Promise((_, fail) => {
          reject = fail
        })
      },
      keepGoing: () => {
        chain.kept++
      },
      kill: () => {
        local.kill()
        reject(new EngineError('E_KILLED', 'killed in map', { stage: 'map' }, 0))
      },
      close: () => local.close(),
    }
  }
}
