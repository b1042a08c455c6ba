/** Up to so many records an update costs less than a frame. */
const FEW = 20_000

/** Whether a topic has so many records that work over all of them is noticed. */
export function isLarge(records: number): boolean {
  return records > FEW
}

/**
 * What comes faster than this (ms) is shown together. Of a large topic less often: each update lays both sides out
 * anew, and a million records bring hundreds of them.
 * @param records how many there are by now
 */
export function showEvery(records: number): number {
  return isLarge(records) ? 250 : 50
}
