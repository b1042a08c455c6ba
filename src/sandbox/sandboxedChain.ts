import type { BatchInput, BatchOutput, ChainHandle, ChainSpec, OpenedStep, Overdue } from '../smartengine/chainHost.ts'
import { isEngineError, type Stage } from '../smartengine/engineError.ts'
import type { Budgets } from '../smartengine/limits.ts'
import { oneWay } from '../wire/oneWay.ts'
import { transfer } from '../wire/transfer.ts'
import type { BootedSandbox } from './bootedSandbox.ts'
import type { Sandbox } from './sandbox.ts'
import { Watchdog } from './watchdog.ts'

type OnStage = (step: number, stage: Stage) => void

/**
 * A chain in a sandbox of its own, with the clock running. Calls run one at a time, in order; a batch is sent while the
 * one before it runs, so that the sandbox never waits for it. The first call that rejects ends the chain and its
 * sandbox; what comes after it rejects with the same error.
 */
export class SandboxedChain implements ChainHandle {
  readonly #spec: ChainSpec
  readonly #booted: BootedSandbox
  readonly #watchdog: Watchdog
  readonly #onStage = oneWay((step: number, entered: Stage) => this.#watchdog.enter(step, entered))
  /** settles when the last call in the queue has */
  #last: Promise<unknown> = Promise.resolve()
  /** settles when the next batch may be sent */
  #room: Promise<unknown> = Promise.resolve()
  /** why the chain is over */
  #over: Error | null = null

  constructor(
    spec: ChainSpec,
    booted: BootedSandbox,
    budgets: Budgets,
    onOverdue: (overdue: Overdue | null) => void,
    now: () => number,
  ) {
    this.#spec = spec
    this.#booted = booted
    const events = { onOverdue, onTimeout: (error: Error) => this.#end(error) }
    const names = spec.steps.map((step) => step.name)
    this.#watchdog = new Watchdog(names, budgets, events, now)
  }

  open(): Promise<OpenedStep[]> {
    return this.#call('compile', null, (sandbox, onStage) => sandbox.open(this.#spec, onStage))
  }

  lookBack(inputs: readonly (BatchInput | null)[]): Promise<void> {
    return this.#call('look_back', null, (sandbox, onStage) => sandbox.lookBack(inputs, onStage))
  }

  process(input: BatchInput): Promise<BatchOutput> {
    const given = transfer(input, [new Uint8Array(input.records.buffer)])
    return this.#call('alloc', input.baseOffset, (sandbox, onStage) => sandbox.process(given, onStage))
  }

  keepGoing(): void {
    this.#watchdog.keepGoing()
  }

  kill(): void {
    if (this.#over) return
    const killed = this.#watchdog.errorHere('E_KILLED', 'killed')
    this.#watchdog.end(false)
    this.#end(killed)
  }

  close(): void {
    if (this.#over) return
    const closed = this.#watchdog.errorHere('E_KILLED', 'closed')
    this.#watchdog.stop()
    this.#end(closed)
  }

  /**
   * @param baseOffset of the batch; null when the call is not about one
   */
  #call<R>(stage: Stage, baseOffset: number | null, send: (sandbox: Sandbox, onStage: OnStage) => Promise<R>) {
    const answer = this.#run(this.#room, this.#last, stage, baseOffset, send)
    const settled = answer.catch(() => {})
    // a batch may be sent while the one before it runs; nothing is sent while anything else does
    this.#room = baseOffset === null ? settled : this.#last
    this.#last = settled
    return answer
  }

  async #run<R>(
    room: Promise<unknown>,
    turn: Promise<unknown>,
    stage: Stage,
    baseOffset: number | null,
    send: (sandbox: Sandbox, onStage: OnStage) => Promise<R>,
  ): Promise<R> {
    try {
      await (baseOffset === null ? turn : room)
      if (this.#over) throw this.#over
      await this.#booted.ready
      const answering = send(this.#booted.sandbox, this.#onStage)
      answering.catch(() => {})
      // the sandbox begins with it when it has answered the call before
      await turn
      if (this.#over) throw this.#over
      this.#watchdog.begin(stage, baseOffset)
      const result = await answering
      this.#watchdog.end(baseOffset !== null)
      return result
    } catch (thrown) {
      throw this.#fail(thrown)
    }
  }

  /** A chain that rejected is not used again, so its memory is freed at once. */
  #fail(thrown: unknown): Error {
    if (this.#over) return this.#over
    const error = isEngineError(thrown)
      ? thrown
      : this.#watchdog.errorHere('E_SANDBOX_DIED', `the sandbox is gone (${String(thrown)})`)
    this.#watchdog.end(false)
    return this.#end(error)
  }

  #end(error: Error): Error {
    this.#over = error
    this.#booted.end(error)
    return error
  }
}
