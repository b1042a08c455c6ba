import type { Wired } from './wire.ts'

/**
 * An implementation that is not there yet: calls of it wait for `opening`, in the order they came, and reject with its
 * error if it fails.
 * @param own methods that do not wait for it, or wait by themselves; used in place of those of the same name
 */
export function deferred<Later extends Wired<Later>, Own extends Wired<Own>>(
  opening: Promise<Later>,
  own: Own & object,
): Own & Omit<Later, keyof Own> {
  const get = (_: object, name: string | symbol): unknown => {
    if (Object.hasOwn(own, name)) return Reflect.get(own, name)
    // not thenable, so that it can be handed through an async function
    if (name === 'then') return undefined
    return async (...args: unknown[]) => {
      const opened: object = (await opening) as Later & object
      const method: unknown = Reflect.get(opened, name)
      if (typeof method !== 'function') throw new TypeError(`there is no method ${String(name)} behind this wall`)
      return Reflect.apply(method, opened, args)
    }
  }
  return new Proxy({}, { get }) as Own & Omit<Later, keyof Own>
}
