/** Places in two lists that belong together; undefined where an item is on one side only. */
export type Pair = readonly [before: number | undefined, after: number | undefined]

/**
 * Pairs two lists: what is equal at the beginning and at the end, then the rest in order, one by one.
 * @param before items as texts that are equal when the items are
 */
export function pairItems(before: readonly string[], after: readonly string[]): Pair[] {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start += 1
  let end = 0
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const pairs: Pair[] = []
  const [left, right] = [before.length - end, after.length - end]
  for (let i = 0; i < start; i += 1) pairs.push([i, i])
  for (let i = start; i < Math.max(left, right); i += 1) {
    pairs.push([i < left ? i : undefined, i < right ? i : undefined])
  }
  for (let i = end; i > 0; i -= 1) pairs.push([before.length - i, after.length - i])
  return pairs
}
