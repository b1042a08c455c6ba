/** Requests of a producer that goes on before it has every answer, but has at most so many on their way. */
export class InFlight {
  readonly #most: number
  readonly #answers: Promise<unknown>[] = []

  constructor(most: number) {
    this.#most = most
  }

  /** Sends a request when there is room; resolves when it is sent. Rejects as the oldest request on its way does. */
  async send(request: () => Promise<unknown>): Promise<void> {
    if (this.#answers.length === this.#most) await this.#answers.shift()
    const answer = request()
    // Somebody waits for each answer, but perhaps later than it fails.
    answer.catch(() => {})
    this.#answers.push(answer)
  }

  /** Resolves when all are answered. */
  async all(): Promise<void> {
    await Promise.all(this.#answers)
  }

  /** Resolves when none is on its way any more, whatever the answers were. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#answers)
  }
}
