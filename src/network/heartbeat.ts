/** How often the other side is asked, ms. */
const EVERY = 5000
/** How long an answer may take, ms. Two in a row that do not come: dead, at most 11 s after it stopped. */
const ANSWER = 3000
const MISSES = 2

export interface HeartbeatOptions {
  /** resolves when the other side answers */
  readonly ping: () => Promise<void>
  /** asked before each round: nobody waits for anything, nothing to watch */
  readonly isNeeded: () => boolean
  /** told once, after two missed answers in a row; the heart is not watched any more then */
  readonly onDead: () => void
}

/** Pings the other side every 5 s while that is needed. After a miss it asks again at once. */
export function watchHeartbeat({ ping, isNeeded, onDead }: HeartbeatOptions): { stop(): void } {
  let timer = setTimeout(beat, EVERY)
  let stopped = false

  function beat(): void {
    if (isNeeded()) ask(1)
    else timer = setTimeout(beat, EVERY)
  }
  function ask(attempt: number): void {
    timer = setTimeout(() => {
      if (attempt < MISSES) ask(attempt + 1)
      else onDead()
    }, ANSWER)
    const heard = () => {
      if (stopped) return
      clearTimeout(timer)
      timer = setTimeout(beat, EVERY)
    }
    // a rejection is an end of the wire; whoever closed it tells
    ping().then(heard, () => {})
  }
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
