/**
 * The shapes that cross a wall. There are no others.
 *
 * Every message carries the `id` of the call it belongs to (given by the calling end, counted from 1) and that call's
 * `method`, also callbacks and answers: who listens at a port can tell by them which stream a message is part of.
 *
 * ```
 *  calling end                      serving end
 *    call ─────────────────────────▶
 *         ◀───────────────────────── callback      any number, `turn` counts them within the call
 *    returned | threw ─────────────▶               one for each callback
 *    abort ────────────────────────▶               when an AbortSignal among the arguments aborts
 *         ◀───────────────────────── result | failure
 * ```
 *
 * A callback that is one-way has turn 0 and is not answered.
 *
 * A callback lives as long as its call: after `result`, `failure` or `abort` it is not delivered any more.
 */
export type WireMessage = CallingMessage | ServingMessage

/** Which call a message belongs to. */
export interface OfCall {
  readonly id: number
  readonly method: string
}

/** What the calling end sends. `arg` is the place of a function or signal among the arguments, from 0. */
export type CallingMessage =
  | (OfCall & { readonly type: 'call'; readonly args: readonly WireArgument[] })
  | (OfCall & { readonly type: 'abort'; readonly arg: number; readonly reason: WireError })
  | (OfCall & { readonly type: 'returned'; readonly turn: number; readonly value: unknown })
  | (OfCall & { readonly type: 'threw'; readonly turn: number; readonly error: WireError })

/** What the serving end sends. */
export type ServingMessage =
  | (OfCall & { readonly type: 'result'; readonly value: unknown })
  | (OfCall & { readonly type: 'failure'; readonly error: WireError })
  | (OfCall & {
      readonly type: 'callback'
      readonly arg: number
      readonly turn: number
      readonly args: readonly unknown[]
    })

/** An argument of a call. Functions and signals stay at the calling end; the serving end gets a stand-in. */
export type WireArgument =
  | { readonly as: 'value'; readonly value: unknown }
  | { readonly as: 'callback'; readonly oneWay: boolean }
  | { readonly as: 'signal'; readonly aborted: WireError | null }

/** An error as plain values: what structured clone would drop of it (name, fields, cause) is spelled out. */
export interface WireError {
  readonly name: string
  readonly message: string
  readonly stack: string
  /** the error's own enumerable fields, such as code and details */
  readonly fields: Readonly<Record<string, unknown>>
  readonly cause: WireError | null
}

/** The turn of a callback that nobody answers. */
export const ONE_WAY = 0
