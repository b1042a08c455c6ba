/** Which records of a topic are shown: by partition, their offsets in ascending order. Null stands for all of them. */
export interface RowFilter {
  /** what is looked for: a later filter of the same text shows the same of a batch, or has searched it only now */
  readonly text?: string
  readonly offsets: readonly ArrayLike<number>[]
}

/** The first place in ascending numbers that is at or after `value`. */
export function lowerBound(numbers: ArrayLike<number>, value: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numbers[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
