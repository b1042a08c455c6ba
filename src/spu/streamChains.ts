import type { CallConvention, ChainHandle, ChainHost, Overdue, StepSpec } from '../smartengine/chainHost.ts'
import type { SmartModuleKind } from '../smartengine/engineError.ts'
import { type LookBackSource, lookBackInputs } from './lookBack.ts'
import type { SmartModules } from './smartModules.ts'
import type { Answers, ConsumeRequest } from './spu.ts'

/** The chains of one stream: fresh instances for each partition. */
export class StreamChains {
  readonly #chains: ChainHost
  readonly #modules: SmartModules
  readonly #handles: ChainHandle[] = []
  #steps: readonly StepSpec[] = []
  #answers: Answers = 'expected'
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
    { chain, answers = 'expected' }: Pick<ConsumeRequest, 'chain' | 'answers'>,
    partitions: number,
    onOverdue: (partition: number, overdue: Overdue | null) => void,
  ): Promise<readonly ChainHandle[]> {
    const steps = await this.#modules.steps(chain)
    this.#steps = steps
    this.#answers = answers
    const first = this.#start(steps, (overdue) => onOverdue(0, overdue))
    const opened = await first.open()
    this.#modules.keep(chain, opened)
    this.kinds = opened.map(({ kind }) => kind)
    const compiled = steps.map((step, i) => ({ ...step, code: opened[i]?.module ?? step.code }))
    const others = Array.from({ length: partitions - 1 }, (_, i) =>
      this.#start(compiled, (overdue) => onOverdue(i + 1, overdue)),
    )
    const results = await Promise.allSettled(others.map((handle) => handle.open()))
    for (const result of results) if (result.status === 'rejected') throw result.reason
    return [first, ...others]
  }

  /**
   * Shows the steps of a partition's chain what they look back on.
   * @throws EngineError
   */
  async lookBack(handle: ChainHandle, source: LookBackSource): Promise<void> {
    const inputs = await lookBackInputs(source, this.#steps, this.#answers)
    if (inputs.some((input) => input !== null)) await handle.lookBack(inputs)
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
    const calls: CallConvention = this.#answers === 'spu' ? 'spu' : 'own'
    const handle = this.#chains.start({ steps, calls }, onOverdue)
    this.#handles.push(handle)
    // The stream may have ended while an earlier chain was opening.
    if (this.#ended === 'killed') handle.kill()
    else if (this.#ended === 'closed') handle.close()
    return handle
  }
}
