/**
 * What happens to buffers at a wall.
 *
 * By default a value is **cloned**, bytes included: the sender's bytes are never detached behind its back. An argument
 * that is used again, an accumulator kept for the next batch or the bytes of a log in memory stay as they are.
 * Cloning costs about 2 ms per MB, so whoever hands out bytes it does not need any more says so with `transfer`:
 * those buffers then **move**, and the sender's views of them are empty afterwards.
 */
const given = new WeakMap<object, readonly ArrayBuffer[]>()

/**
 * Marks buffers inside a value as given away. Takes effect when this very value is an argument of a call, the result of
 * a method or an argument of a callback at a wall; anywhere else it changes nothing.
 * @param value the object that will be sent, or the bytes themselves
 * @param views bytes inside `value`. Only a view that fills its whole buffer moves: with a part of a larger buffer
 *   something else would be lost too, so it is cloned. Null stands for "none", so that optional fields can be listed.
 * @returns `value`
 */
export function transfer<T extends object>(value: T, views: readonly (ArrayBufferView | null)[]): T {
  const buffers = new Set<ArrayBuffer>()
  for (const view of views) {
    if (view?.buffer instanceof ArrayBuffer && view.byteLength === view.buffer.byteLength) buffers.add(view.buffer)
  }
  given.set(value, [...buffers])
  return value
}

/** The buffers marked in any of these values, each once. */
export function buffersOf(values: readonly unknown[]): ArrayBuffer[] {
  const buffers = values.flatMap((value) => (typeof value === 'object' && value !== null && given.get(value)) || [])
  return [...new Set(buffers)]
}
