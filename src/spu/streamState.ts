import type { Overdue } from '../smartengine/chainHost.ts'
import type { StreamState } from './spu.ts'
import type { TraceSink } from './trace.ts'

/** Why a stream ended. */
export type Why = Extract<StreamState, { kind: 'ended' }>['why']

/** Progress is told at most so often (ms). */
const PROGRESS_EVERY = 50

/** The state of one stream, told to its trace. */
export class StreamStates {
  readonly #sink: TraceSink
  readonly #now: () => number
  readonly #progress: () => { readonly done: number; readonly total: number }
  #told = Number.NEGATIVE_INFINITY
  #running = false
  /** by partition: calls that take long */
  readonly #overdue = new Map<number, Overdue>()

  /**
   * @param progress records processed, and records between the start and the log end
   * @param now ms
   */
  constructor(sink: TraceSink, now: () => number, progress: () => { readonly done: number; readonly total: number }) {
    this.#sink = sink
    this.#now = now
    this.#progress = progress
  }

  starting(): void {
    this.#tell({ kind: 'starting' })
  }

  running(): void {
    this.#running = true
    this.#told = this.#now()
    this.#tell({ kind: 'running', ...this.#progress() })
  }

  /** A batch was processed. Not told while another partition is overdue. */
  advanced(): void {
    if (this.#overdue.size > 0) return
    const since = this.#now() - this.#told
    if (since >= PROGRESS_EVERY || since < 0) this.running()
  }

  waiting(): void {
    this.#tell({ kind: 'waiting' })
  }

  /** A call on this partition takes long; null: it is over. */
  overdue(partition: number, overdue: Overdue | null): void {
    if (overdue) this.#overdue.set(partition, overdue)
    else this.#overdue.delete(partition)
    const [current] = this.#overdue.values()
    if (current) this.#tell({ kind: 'overdue', overdue: current, ...this.#progress() })
    else if (this.#running) this.running()
    else this.starting()
  }

  #tell(state: StreamState): void {
    this.#sink.emit({ type: 'state', state })
  }
}
