const marked = new WeakSet<object>()

/**
 * Marks a callback whose caller does not want to know when it has run, and what of it: where it crosses a wall no answer
 * goes back, which is half of the messages. What it throws is lost.
 * @returns `callback`
 */
export function oneWay<Args extends readonly unknown[]>(callback: (...args: Args) => void): (...args: Args) => void {
  marked.add(callback)
  return callback
}

/** True for what `oneWay` has marked. */
export function isOneWay(callback: object): boolean {
  return marked.has(callback)
}
