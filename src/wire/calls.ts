import { type CallingMessage, ONE_WAY, type ServingMessage, type WireArgument } from './messages.ts'
import { isOneWay } from './oneWay.ts'
import { buffersOf } from './transfer.ts'
import { decodeError, encodeError } from './wireError.ts'

type Post = (message: CallingMessage, transfer: ArrayBuffer[]) => void

interface PendingCall {
  readonly method: string
  readonly args: readonly unknown[]
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  /** aborted: the call still settles, but its callbacks are late */
  cancelled: boolean
  stopListening: () => void
}

/** The calling end: calls that were sent and are not answered yet. */
export class Calls {
  readonly #post: Post
  readonly #pending = new Map<number, PendingCall>()
  #lastId = 0

  constructor(post: Post) {
    this.#post = post
  }

  /** How many calls wait for their answer. */
  get size(): number {
    return this.#pending.size
  }

  /** Sends a call. The promise settles with the other end's answer, or with the error given to `rejectAll`. */
  send(method: string, args: readonly unknown[]): Promise<unknown> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      // first, so that arguments that cannot be cloned throw before anything is kept
      this.#post({ type: 'call', id, method, args: args.map(asArgument) }, buffersOf(args))
      const call: PendingCall = { method, args, resolve, reject, cancelled: false, stopListening: () => {} }
      this.#pending.set(id, call)
      this.#followSignals(id, call)
    })
  }

  /** Takes an answer or a callback. One whose call is settled is late, and dropped. */
  receive(message: ServingMessage): void {
    const call = this.#pending.get(message.id)
    switch (message.type) {
      case 'result':
        this.#settle(message.id)?.resolve(message.value)
        return
      case 'failure':
        this.#settle(message.id)?.reject(decodeError(message.error))
        return
      case 'callback':
        if (call) void this.#callBack(message, call.cancelled ? undefined : call.args[message.arg])
        return
    }
  }

  rejectAll(error: Error): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(error)
  }

  #settle(id: number): PendingCall | undefined {
    const call = this.#pending.get(id)
    this.#pending.delete(id)
    call?.stopListening()
    return call
  }

  #followSignals(id: number, call: PendingCall): void {
    if (!call.args.some((arg) => arg instanceof AbortSignal)) return
    const done = new AbortController()
    call.stopListening = () => done.abort()
    for (const [arg, signal] of call.args.entries()) {
      if (!(signal instanceof AbortSignal)) continue
      call.cancelled ||= signal.aborted
      const abort = () => {
        call.cancelled = true
        this.#post({ type: 'abort', id, method: call.method, arg, reason: encodeError(signal.reason) }, [])
      }
      signal.addEventListener('abort', abort, { once: true, signal: done.signal })
    }
  }

  /** Runs a callback and sends back what it returned. After an abort there is none, and nobody waits for it either. */
  async #callBack(message: ServingMessage & { type: 'callback' }, callback: unknown): Promise<void> {
    const { id, method, turn } = message
    try {
      const value: unknown = typeof callback === 'function' ? await callback(...message.args) : undefined
      if (turn !== ONE_WAY) this.#post({ type: 'returned', id, method, turn, value }, buffersOf([value]))
    } catch (thrown) {
      if (turn !== ONE_WAY) this.#post({ type: 'threw', id, method, turn, error: encodeError(thrown) }, [])
    }
  }
}

function asArgument(value: unknown): WireArgument {
  if (typeof value === 'function') return { as: 'callback', oneWay: isOneWay(value) }
  if (value instanceof AbortSignal) {
    return { as: 'signal', aborted: value.aborted ? encodeError(value.reason) : null }
  }
  return { as: 'value', value }
}
