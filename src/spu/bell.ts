/** Wakes one waiter. A ring that comes before the wait is not lost, and many rings are one. */
export class Bell {
  #rung = false
  #wake: (() => void) | null = null

  ring(): void {
    const wake = this.#wake
    this.#wake = null
    if (wake) wake()
    else this.#rung = true
  }

  /** Resolves at once when it rang since the last wait, else at the next ring. A newer wait takes the place of this. */
  async wait(): Promise<void> {
    if (this.#rung) {
      this.#rung = false
      return
    }
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }
}
