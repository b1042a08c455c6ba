import type { Overdue } from '../smartengine/chainHost.ts'
import { EngineError, type EngineErrorCode, type ErrorDetails, type Stage } from '../smartengine/engineError.ts'
import type { Budgets } from '../smartengine/limits.ts'

/** A timer that fires this much too late (ms) says that this thread was busy or asleep, not that the module is slow. */
const LATE = 100
/** How long (ms) answers that arrived meanwhile get to be read. */
const CATCH_UP = 50

/** What a watchdog tells. */
export interface WatchdogEvents {
  /** the call takes long; null: the call it was about is over */
  onOverdue(overdue: Overdue | null): void
  /** the budget is used up; the call has to be ended from outside */
  onTimeout(error: EngineError): void
}

interface WatchedCall {
  readonly baseOffset: number | null
  step: number
  stage: Stage
  /** the last step whose budget was started */
  furthest: number
  /** when this clock was started, ms */
  since: number
  /** time on the clock when it was started: what earlier calls used of the start-up budget, ms */
  before: number
  /** ms on the clock */
  limit: number
  kept: boolean
  noticed: boolean
  timer: ReturnType<typeof setTimeout> | undefined
}

/**
 * The clock of one chain. Calls of a chain run one at a time, so it times the call and not the queue.
 *
 * Opening, looking back and the first batch share the start-up budget, and only time inside calls counts. After that
 * each module has the call budget for each batch: it starts anew when the chain enters the next step.
 * A notice goes out at half of a budget.
 */
export class Watchdog {
  readonly #smartModules: readonly string[]
  readonly #budgets: Budgets
  readonly #events: WatchdogEvents
  readonly #now: () => number
  #call: WatchedCall | null = null
  /** start-up time used by calls that ended, ms; null after the first batch */
  #startup: number | null = 0

  /**
   * @param smartModules names of the steps
   * @param now milliseconds, monotonic
   */
  constructor(smartModules: readonly string[], budgets: Budgets, events: WatchdogEvents, now: () => number) {
    this.#smartModules = smartModules
    this.#budgets = budgets
    this.#events = events
    this.#now = now
  }

  /**
   * A call was sent.
   * @param stage what it enters first
   * @param baseOffset of its batch; null while starting
   */
  begin(stage: Stage, baseOffset: number | null): void {
    const starting = this.#startup !== null
    this.#call = {
      baseOffset,
      step: 0,
      stage,
      furthest: 0,
      since: this.#now(),
      before: this.#startup ?? 0,
      limit: starting ? this.#budgets.startup : this.#budgets.call,
      kept: false,
      noticed: false,
      timer: undefined,
    }
    this.#wind()
  }

  /** The chain is about to enter a stage of a step. */
  enter(step: number, stage: Stage): void {
    const call = this.#call
    if (!call) return
    const nextModule = step > call.furthest
    call.furthest = Math.max(step, call.furthest)
    call.step = step
    call.stage = stage
    if (nextModule && this.#startup === null) {
      this.#withdraw(call)
      call.since = this.#now()
      call.before = 0
      call.limit = this.#budgets.call
      call.kept = false
      this.#wind()
    } else if (call.noticed) {
      this.#notify(call)
    }
  }

  /** Gives the call in progress the long budget, counted from when it was sent. */
  keepGoing(): void {
    const call = this.#call
    if (!call || call.kept) return
    call.kept = true
    call.limit = call.before + this.#budgets.keepGoing
    if (call.noticed) this.#notify(call)
    this.#wind()
  }

  /**
   * The call is over.
   * @param batchDone true when a batch came back: with the first one, start-up is over
   */
  end(batchDone: boolean): void {
    const call = this.#call
    if (!call) return
    // time somebody allowed on top of the budget is not taken from what is left of it
    if (this.#startup !== null && !call.kept) this.#startup = this.#elapsed(call)
    if (batchDone) this.#startup = null
    this.#stop(call)
    this.#withdraw(call)
  }

  /** Stops the clock without a word. */
  stop(): void {
    if (this.#call) this.#stop(this.#call)
  }

  /**
   * An error that says where the call in progress is: stage, base offset of the batch and step.
   * @param what the first words of its message
   */
  errorHere(code: EngineErrorCode, what: string, details: ErrorDetails = {}): EngineError {
    const call = this.#call
    if (!call) return new EngineError(code, what, details)
    const { stage, baseOffset, step } = call
    if (baseOffset === null) return new EngineError(code, `${what} in ${stage}`, { stage, ...details }, step)
    const message = `${what} in ${stage}, batch at offset ${baseOffset}`
    return new EngineError(code, message, { stage, baseOffset, ...details }, step)
  }

  #stop(call: WatchedCall): void {
    clearTimeout(call.timer)
    this.#call = null
  }

  #elapsed(call: WatchedCall): number {
    return call.before + this.#now() - call.since
  }

  /** Sets the timer for what comes next: the notice, or the end. */
  #wind(): void {
    const call = this.#call
    if (!call) return
    clearTimeout(call.timer)
    const next = call.noticed ? call.limit : call.limit / 2
    const wait = Math.max(0, next - this.#elapsed(call))
    call.timer = setTimeout(() => this.#ring(call, next), wait)
  }

  #ring(call: WatchedCall, due: number): void {
    const late = this.#elapsed(call) - due
    if (!call.noticed) {
      call.noticed = true
      this.#notify(call)
      this.#wind()
    } else if (late < 0) {
      this.#wind()
    } else if (late > LATE) {
      call.timer = setTimeout(() => this.#expire(call), CATCH_UP)
    } else {
      this.#expire(call)
    }
  }

  #expire(call: WatchedCall): void {
    const seconds = Math.round(this.#elapsed(call) / 100) / 10
    const error = this.errorHere('E_TIMEOUT', `stopped after ${seconds.toFixed(1)} s`, { seconds })
    this.#stop(call)
    this.#withdraw(call)
    this.#events.onTimeout(error)
  }

  #notify(call: WatchedCall): void {
    const elapsedMs = this.#elapsed(call)
    this.#events.onOverdue({
      smartModule: this.#smartModules[call.step] ?? '',
      stage: call.stage,
      baseOffset: call.baseOffset,
      elapsedMs,
      remainingMs: Math.max(0, call.limit - elapsedMs),
    })
  }

  #withdraw(call: WatchedCall): void {
    if (call.noticed) this.#events.onOverdue(null)
    call.noticed = false
  }
}
