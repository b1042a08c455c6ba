import type { ChainHandle, ChainHost, Overdue, StepSpec } from '../smartengine/chainHost.ts'
import type { SmartModuleKind } from '../smartengine/engineError.ts'
import type { SmartModules } from './smartModules.ts'
import type { ChainStepRequest } from './spu.ts'

/** The chains of one stream: fresh instances for each partition. */
export class StreamChains {
  readonly #chains: ChainHost
  readonly #modules: SmartModules
  readonly #handles: ChainHandle[] = []
  /** kinds of the steps, once the chains are open */
  kinds: readonly SmartModuleKind[] = []
  #ended: 'closed' | 'killed' | null = null

  constructor(chains: ChainHost, modules: SmartModules) {
    this.#chains = chains
    this.#modules = modules
  }

  /**
   * Opens one chain a partition. The first one compiles what was not compiled yet; the others get its modules.
   * @returns the handle of each partition
   * @throws EngineError of the first chain that could not start; SpuError E_MODULE_MISSING
   */
  async open(
    request: readonly ChainStepRequest[],
    partitions: number,
    onOverdue: (partition: number, overdue: Overdue | null) => void,
  ): Promise<readonly ChainHandle[]> {
    const steps = await this.#modules.steps(request)
    const first = this.#start(steps, (overdue) => onOverdue(0, overdue))
    const opened = await first.open()
    this.#modules.keep(request, opened)
    this.kinds = opened.map(({ kind }) => kind)
    const compiled = steps.map((step, i) => ({ ...step, code: opened[i]?.module ?? step.code }))
    const others = Array.from({ length: partitions - 1 }, (_, i) =>
      this.#start(compiled, (overdue) => onOverdue(i + 1, overdue)),
    )
    const results = await Promise.allSettled(others.map((handle) => handle.open()))
    for (const result of results) if (result.status === 'rejected') throw result.reason
    return [first, ...others]
  }

  keepGoing(): void {
    for (const handle of this.#handles) handle.keepGoing()
  }

  kill(): void {
    this.#ended = 'killed'
    for (const handle of this.#handles) handle.kill()
  }

  close(): void {
    this.#ended ??= 'closed'
    for (const handle of this.#handles) handle.close()
  }

  #start(steps: readonly StepSpec[], onOverdue: (overdue: Overdue | null) => void): ChainHandle {
    const handle = this.#chains.start({ steps }, onOverdue)
    this.#handles.push(handle)
    // The stream may have ended while an earlier chain was opening.
    if (this.#ended === 'killed') handle.kill()
    else if (this.#ended === 'closed') handle.close()
    return handle
  }
}
