import { LIMITS } from '../smartengine/limits.ts'
import { SpuError } from './spu.ts'

/** What the page may do to a stream, a trial or a narrowing while it runs. */
export interface StreamControl {
  keepGoing(): void
  kill(): void
}

interface Entry {
  readonly stream: string
  readonly steps: number
  readonly control: StreamControl
}

/** The streams that are open, by the names their callers chose. */
export class Streams {
  readonly #entries = new Set<Entry>()

  /**
   * Adds what runs under this name.
   * @param steps length of its chain; those with a chain are counted and limited
   * @returns removes it
   * @throws SpuError E_STREAMS, naming those that are open
   */
  enter(stream: string, steps: number, control: StreamControl): () => void {
    const entry = { stream, steps, control }
    if (steps > 0) {
      const limit = LIMITS.streams
      const open = [...this.#entries].filter((other) => other.steps > 0).map((other) => other.stream)
      if (open.length >= limit) {
        const message = `${open.length} streams with SmartModules are open, the limit is ${limit}`
        throw new SpuError('E_STREAMS', message, { limit, streams: open, stream })
      }
    }
    this.#entries.add(entry)
    return () => this.#entries.delete(entry)
  }

  keepGoing(stream: string): void {
    for (const entry of this.#named(stream)) entry.control.keepGoing()
  }

  kill(stream: string): void {
    for (const entry of this.#named(stream)) entry.control.kill()
  }

  #named(stream: string): Entry[] {
    return [...this.#entries].filter((entry) => entry.stream === stream)
  }
}
