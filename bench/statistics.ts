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

/** How fast ours is, as a share of bare: the median over the rounds, and the middle half of them. */
export function speedRatio({ ours, bare }: Duel): Spread {
  return spread(ours.map((ms, round) => (bare[round] ?? Number.NaN) / ms))
}

/** A median, and between what the middle half of the values lies. */
export interface Spread {
  readonly median: number
  readonly from: number
  readonly to: number
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const quarter = Math.floor(sorted.length / 4)
  return {
    median: median(sorted),
    from: sorted[quarter] ?? Number.NaN,
    to: sorted[sorted.length - 1 - quarter] ?? Number.NaN,
  }
}

/** A spread as text: the median, and the middle half in brackets. */
export function spreadText({ median, from, to }: Spread, unit: string, digits: number): string {
  return `${median.toFixed(digits)} ${unit} (${from.toFixed(digits)}–${to.toFixed(digits)})`
}

/** The value that the share `part` of the values, 0 to 1, does not exceed; the smallest such. NaN for none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN
}
