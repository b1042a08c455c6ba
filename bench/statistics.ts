/** The middle value; of an even number of values the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The same work measured in the app's way and bare, side by side: one entry per round, in milliseconds. */
export interface Duel {
  readonly ours: readonly number[]
  readonly bare: readonly number[]
}

/** How fast ours is, as a share of bare: the median over the rounds, with the least and the most of them. */
export function speedRatio({ ours, bare }: Duel): { ratio: number; least: number; most: number } {
  const ratios = ours.map((ms, round) => (bare[round] ?? Number.NaN) / ms)
  return { ratio: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) }
}
