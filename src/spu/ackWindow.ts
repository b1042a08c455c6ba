import { untilAborted } from './untilAborted.ts'

/** Frames that were sent and not taken yet, at most. */
const MOST_FRAMES = 32

/** Their bytes, at most; one frame may be larger. */
const MOST_BYTES = 2 * 1024 * 1024

interface Open {
  readonly taken: Promise<void>
  readonly bytes: number
}

/**
 * What was sent to a consumer that says when it has taken it. A few frames may be on their way, so that nobody waits
 * for the way there and back, but not so many that a slow consumer makes them pile up.
 */
export class AckWindow {
  readonly #signal: AbortSignal
  #open: Open[] = []
  #bytes = 0

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /**
   * Notes what was sent; resolves when there is room for more.
   * @param taken resolves when it is taken; undefined when it is already
   * @throws Cancelled; what the consumer threw at an earlier frame or this one
   */
  async sent(taken: void | Promise<void>, bytes: number): Promise<void> {
    if (taken === undefined) return
    // waited for below, perhaps later than it fails
    taken.catch(() => {})
    this.#open.push({ taken, bytes })
    this.#bytes += bytes
    while (this.#open.length >= MOST_FRAMES || this.#bytes > MOST_BYTES) await this.#oldest()
  }

  /** Resolves when everything is taken. @throws as `sent` */
  async all(): Promise<void> {
    while (this.#open.length > 0) await this.#oldest()
  }

  async #oldest(): Promise<void> {
    const oldest = this.#open.shift()
    if (oldest === undefined) return
    await untilAborted(oldest.taken, this.#signal)
    this.#bytes -= oldest.bytes
  }
}
