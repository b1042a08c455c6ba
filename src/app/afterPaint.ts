/** Time for the first records to be drawn before anything else is asked for. */
export const LATER_MS = 120

/**
 * Calls back when what is on screen now has been drawn.
 * @returns a function that takes it back
 */
export function afterPaint(then: () => void): () => void {
  const timer = setTimeout(then, LATER_MS)
  return () => clearTimeout(timer)
}
