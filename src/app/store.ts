import { useSyncExternalStore } from 'react'

/** State that can be watched. React reads it through `useStore`; nothing else about it is React's. */
export interface Store<T> {
  get(): T
  set(next: T): void
  /** replaces some fields */
  patch(fields: Partial<T>): void
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void
}

export function createStore<T extends object>(initial: T): Store<T> {
  let state = initial
  const listeners = new Set<() => void>()
  const set = (next: T) => {
    if (Object.is(next, state)) return
    state = next
    for (const listener of listeners) listener()
  }
  return {
    get: () => state,
    set,
    patch: (fields) => set({ ...state, ...fields }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A part of a store's state. `select` must return the same value for the same state. */
export function useStore<T extends object, S>(store: Store<T>, select: (state: T) => S): S {
  return useSyncExternalStore(store.subscribe, () => select(store.get()))
}
