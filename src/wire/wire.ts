import { Calls } from './calls.ts'
import type { WireMessage } from './messages.ts'
import { Service } from './service.ts'

/** One side of a message channel: a MessagePort, a Worker, or the global scope inside a worker. */
export interface Endpoint {
  postMessage(message: unknown, transfer: Transferable[]): void
  addEventListener(type: string, listener: (event: Event) => void): void
  removeEventListener(type: string, listener: (event: Event) => void): void
  /** a MessagePort delivers nothing before it is started */
  start?(): void
}

/**
 * An interface that can cross a wall: nothing but methods that return promises. Their arguments and results are values
 * that can be cloned; arguments may also be functions (told back, in order; the promise they return resolves to what
 * the function returned) and AbortSignals.
 * Both ends take the interface itself as their type, so a method added to it has to be implemented by the side that
 * serves it and is there for the side that calls it; it is named nowhere else.
 */
export type Wired<T> = {
  [K in keyof T]: T[K] extends (...args: never[]) => Promise<unknown> ? T[K] : never
}

/** One end of a wall. */
export interface WireEnd<Theirs> {
  /** the other side's methods */
  readonly remote: Theirs
  /** calls sent and not answered yet */
  readonly pending: number
  /** Ends the wall on this side: everything pending rejects with `error`, later calls too, later answers are dropped. */
  close(error: Error): void
}

/**
 * Calls the methods that are served at the other side of an endpoint.
 * @param onDied told once when the other side died (`error` of a worker, or a message that could not be read). It may
 *   close the end with an error of its own; otherwise everything pending rejects with the error told.
 */
export function connect<Theirs extends Wired<Theirs>>(
  endpoint: Endpoint,
  onDied: (error: Error) => void = () => {},
): WireEnd<Theirs> {
  return openEnd<Theirs>(endpoint, {}, onDied)
}

/**
 * Serves an object at an endpoint. What it throws or rejects with crosses with its name, message, stack, cause and own
 * enumerable fields. Closing the returned end aborts the signals of calls in progress.
 */
export function serve<Ours extends Wired<Ours>>(endpoint: Endpoint, ours: Ours & object): WireEnd<object> {
  return openEnd<object>(endpoint, ours, null)
}

/** @param onDied null at the side that serves: an `error` of a worker's own global scope does not mean it is gone */
function openEnd<Theirs>(endpoint: Endpoint, ours: object, onDied: ((error: Error) => void) | null): WireEnd<Theirs> {
  let closed: Error | null = null
  const post = (message: WireMessage, transfer: ArrayBuffer[]) => {
    if (!closed) endpoint.postMessage(message, transfer)
  }
  const calls = new Calls(post)
  const service = new Service(ours, post)

  const receive = (event: Event) => {
    const message = (event as MessageEvent<WireMessage>).data
    switch (message.type) {
      case 'call':
      case 'abort':
      case 'returned':
      case 'threw':
        service.receive(message)
        return
      case 'result':
      case 'failure':
      case 'callback':
        calls.receive(message)
        return
    }
  }
  const unreadable = () => die(new Error('a message of the other side could not be read'))
  const workerError = (event: Event) => {
    // handled here: unprevented, the error of a nested worker would count as its parent's own
    event.preventDefault()
    die(new Error((event as ErrorEvent).message || 'the worker could not be started'))
  }

  function die(error: Error): void {
    if (closed) return
    onDied?.(error)
    close(error)
  }
  function close(error: Error): void {
    if (closed) return
    closed = error
    endpoint.removeEventListener('message', receive)
    endpoint.removeEventListener('messageerror', unreadable)
    endpoint.removeEventListener('error', workerError)
    calls.rejectAll(error)
    service.dropAll(error)
  }

  endpoint.addEventListener('message', receive)
  endpoint.addEventListener('messageerror', unreadable)
  if (onDied) endpoint.addEventListener('error', workerError)
  endpoint.start?.()

  const remote = methodsOf((method, args) => (closed ? Promise.reject(closed) : calls.send(method, args)))
  return {
    remote: remote as Theirs,
    get pending() {
      return calls.size
    },
    close,
  }
}

/** An object that has every method; each stays the same function. It is not thenable, so it can be awaited. */
function methodsOf(call: (method: string, args: readonly unknown[]) => Promise<unknown>): object {
  const methods = new Map<string, unknown>()
  return new Proxy(Object.freeze({}), {
    get(_, name) {
      if (typeof name !== 'string' || name === 'then') return undefined
      const method = methods.get(name) ?? ((...args: unknown[]) => call(name, args))
      methods.set(name, method)
      return method
    },
  })
}
