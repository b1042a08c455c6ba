import { type CallingMessage, type OfCall, ONE_WAY, type ServingMessage, type WireArgument } from './messages.ts'
import { buffersOf } from './transfer.ts'
import { decodeError, encodeError } from './wireError.ts'

type Post = (message: ServingMessage, transfer: ArrayBuffer[]) => void

interface Turn {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** A call that is being answered. */
interface CallInProgress {
  /** by place among the arguments */
  readonly signals: Map<number, AbortController>
  /** callbacks that were sent and have not returned yet */
  readonly turns: Map<number, Turn>
}

/** The serving end: answers calls with the methods of `target`. */
export class Service {
  readonly #target: Readonly<Record<string, unknown>>
  readonly #post: Post
  readonly #inProgress = new Map<number, CallInProgress>()
  #lastTurn = 0

  constructor(target: object, post: Post) {
    this.#target = target as Readonly<Record<string, unknown>>
    this.#post = post
  }

  receive(message: CallingMessage): void {
    const call = this.#inProgress.get(message.id)
    switch (message.type) {
      case 'call':
        void this.#answer(message)
        return
      case 'abort':
        call?.signals.get(message.arg)?.abort(decodeError(message.reason))
        return
      case 'returned':
        this.#endTurn(call, message.turn)?.resolve(message.value)
        return
      case 'threw':
        this.#endTurn(call, message.turn)?.reject(decodeError(message.error))
        return
    }
  }

  /** The calling end is gone: aborts what it asked for, and nobody goes on waiting for its callbacks. */
  dropAll(error: Error): void {
    const calls = [...this.#inProgress.values()]
    this.#inProgress.clear()
    for (const { signals, turns } of calls) {
      for (const controller of signals.values()) controller.abort(error)
      for (const turn of turns.values()) turn.reject(error)
    }
  }

  /** Runs the method in this very task, so that what it does before its first wait happens in the order of the calls. */
  async #answer(message: CallingMessage & { type: 'call' }): Promise<void> {
    const { id, method } = message
    const call: CallInProgress = { signals: new Map(), turns: new Map() }
    this.#inProgress.set(id, call)
    try {
      const value = await this.#run(message, call)
      if (this.#inProgress.has(id)) this.#post({ type: 'result', id, method, value }, buffersOf([value]))
    } catch (thrown) {
      if (this.#inProgress.has(id)) this.#post({ type: 'failure', id, method, error: encodeError(thrown) }, [])
    }
    this.#inProgress.delete(id)
    for (const turn of call.turns.values()) turn.resolve(undefined)
  }

  #run(message: CallingMessage & { type: 'call' }, call: CallInProgress): unknown {
    const method = message.method in Object.prototype ? undefined : this.#target[message.method]
    if (typeof method !== 'function') throw new TypeError(`there is no method ${message.method} behind this wall`)
    const args = message.args.map((argument, arg) => this.#standIn(argument, arg, message, call))
    return Reflect.apply(method, this.#target, args)
  }

  #standIn(argument: WireArgument, arg: number, of: OfCall, call: CallInProgress): unknown {
    switch (argument.as) {
      case 'value':
        return argument.value
      case 'callback':
        return (...args: unknown[]) => this.#callBack(of, call, arg, args, argument.oneWay)
      case 'signal': {
        const controller = new AbortController()
        if (argument.aborted) controller.abort(decodeError(argument.aborted))
        call.signals.set(arg, controller)
        return controller.signal
      }
    }
  }

  /** Posts at once: the caller may be about to enter code that never returns. */
  #callBack(of: OfCall, call: CallInProgress, arg: number, args: unknown[], oneWay: boolean): Promise<unknown> {
    if (this.#inProgress.get(of.id) !== call) return Promise.resolve()
    const turn = oneWay ? ONE_WAY : ++this.#lastTurn
    const returned = new Promise((resolve, reject) => {
      this.#post({ type: 'callback', id: of.id, method: of.method, arg, turn, args }, buffersOf(args))
      if (oneWay) resolve(undefined)
      else call.turns.set(turn, { resolve, reject })
    })
    // a callback that is told and not waited for may throw over there; that is not an unhandled rejection here
    returned.catch(() => {})
    return returned
  }

  #endTurn(call: CallInProgress | undefined, turn: number): Turn | undefined {
    const waiting = call?.turns.get(turn)
    call?.turns.delete(turn)
    return waiting
  }
}
