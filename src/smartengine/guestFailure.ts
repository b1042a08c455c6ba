import { EngineError, type EngineErrorCode, type ErrorDetails, type Stage } from './engineError.ts'
import { WASM_PAGE } from './limits.ts'
import type { ModuleFacts } from './moduleFacts.ts'
import { originalOffset } from './rewriteMaximums.ts'

/** A call that fails with this share of the memory limit in use failed for want of memory. */
const NEARLY_FULL = 0.9

/** From here on a buffer that doubles does not fit any more, and that is how most buffers grow. */
const HALF_FULL = 0.5

/** Frames of a trap that are shown. */
const MOST_FRAMES = 20

/** What a thrown value from a guest is judged by. */
export interface FailureContext {
  readonly stage: Stage
  readonly facts: ModuleFacts
  /** linear memory when it failed */
  readonly memoryBytes: number
  /** the last lines it printed */
  readonly log: readonly string[]
}

/**
 * Names what a call into a guest threw. Details: raw (the engine's text), stage, frames (innermost first, with the
 * offset in the original file), offset (of the innermost frame), log, memoryBytes; pages and limit for E_MEMORY.
 */
export function guestFailure(
  thrown: unknown,
  context: FailureContext,
): { code: EngineErrorCode; message: string; details: ErrorDetails } {
  if (thrown instanceof EngineError) {
    return { code: thrown.code, message: thrown.message, details: { ...thrown.details, ...common(context) } }
  }
  const raw = thrown instanceof Error ? thrown.message : 'an exception that the module did not catch'
  const { frames, offset } = readStack(thrown, context.facts)
  const details = { raw, frames, ...(offset === null ? {} : { offset }), ...common(context) }
  if (isStackOverflow(thrown)) return { code: 'E_STACK', message: raw, details }
  // Rust ends in `unreachable` when an allocation fails; a panic does too, so this is the likelier of two reasons
  const full = outOfMemory(context, /unreachable/i.test(raw) ? HALF_FULL : NEARLY_FULL)
  if (full !== null) return { code: 'E_MEMORY', message: `out of memory: ${raw}`, details: { ...details, ...full } }
  return { code: context.stage === 'instantiate' ? 'E_INSTANTIATE' : 'E_TRAP', message: raw, details }
}

/**
 * Pages in use and the limit, when a failing call is to be taken as one that ran out of memory; else null.
 * @param share of the limit, from which on it is
 */
export function outOfMemory(context: FailureContext, share = NEARLY_FULL): { pages: number; limit: number } | null {
  const limit = context.facts.memoryCap
  const pages = context.memoryBytes / WASM_PAGE
  const grown = pages > context.facts.memory.min
  const full = grown && pages >= share * limit
  return full || saidSo(context.log) ? { pages, limit } : null
}

/** Rust's allocator says so before it aborts, where it can print. */
function saidSo(log: readonly string[]): boolean {
  return log.slice(-3).some((line) => /memory allocation of \d+ bytes failed/.test(line))
}

/** V8 and JavaScriptCore throw a RangeError, Firefox an InternalError. */
function isStackOverflow(thrown: unknown): boolean {
  return thrown instanceof Error && /call stack|recursion/i.test(thrown.message)
}

function common(context: FailureContext): ErrorDetails {
  return { stage: context.stage, memoryBytes: context.memoryBytes, log: context.log }
}

/** `at name (wasm://wasm/3f2a:wasm-function[12]:0x1a3)` in V8, `name@…:wasm-function[12]:0x1a3` in Firefox. */
const FRAME = /^(?:\s*at (?:(.+) \()?|(.*)@).*wasm-function\[(\d+)\]:0x([0-9a-f]+)\)?$/

function readStack(thrown: unknown, facts: ModuleFacts): { frames: string[]; offset: number | null } {
  const frames: string[] = []
  let innermost: number | null = null
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  for (const line of stack.split('\n')) {
    const match = FRAME.exec(line)
    if (match === null || frames.length === MOST_FRAMES) continue
    const [, v8Name, firefoxName, index, hex] = match
    const offset = originalOffset(facts.shifts, Number.parseInt(hex ?? '0', 16))
    innermost ??= offset
    const name = v8Name || firefoxName || `function ${index}`
    frames.push(`${name} at 0x${offset.toString(16)}`)
  }
  return { frames, offset: innermost }
}
