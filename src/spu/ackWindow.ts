import { untilAborted } from './untilAborted.ts'

/** Frames that were sent and not taken yet, at most. */
const MOST_FRAMES = 32

/** Their bytes, at most; one frame may be larger. */
const MOST_BYTES = 2 * 1024 * 1024

/**
 * What was sent to a consumer that says when it has taken it. A few frames may be on their way, so that nobody waits
 * for the way there and back, but not so many that a slow consumer makes them pile up.
 */
export class AckWindow {
  readonly #signal: AbortSignal
  readonly #open: { readonly taken: Promise<void>; readonly bytes: number }[] = []
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
    if (!taken) return
    // waited for below, perhaps later than it fails
    taken.catch(() => {})
    this.#bytes += bytes
    this.#open.push({ taken, bytes })
    await this.waitUntil(MOST_FRAMES - 1, MOST_BYTES)
  }

  /** Resolves when no more than so many frames, and bytes of them, are on their way. @throws as `sent` */
  async waitUntil(frames: number, bytes: number): Promise<void> {
    while (this.#open.length > frames || this.#bytes > bytes) {
      const oldest = this.#open.shift()!
      await untilAborted(oldest.taken, this.#signal)
      this.#bytes -= oldest.bytes
    }
  }
}
