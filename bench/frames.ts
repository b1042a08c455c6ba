declare global {
  /** Begins to note frames. */
  var startFrames: () => void
  /** Time from each frame since to the next, ms. */
  var stopFrames: () => number[]
}

/** Runs in a page before its scripts: sets `startFrames` and `stopFrames`. */
export function frameClock(): void {
  let gaps: number[] = []
  let last = 0
  let turn = 0
  const note = (mine: number) => (now: number) => {
    if (mine !== turn) return
    if (last > 0) gaps.push(now - last)
    last = now
    requestAnimationFrame(note(mine))
  }
  globalThis.startFrames = () => {
    gaps = []
    last = 0
    requestAnimationFrame(note(++turn))
  }
  globalThis.stopFrames = () => {
    turn++
    return gaps
  }
}
