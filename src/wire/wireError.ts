import type { WireError } from './messages.ts'

/** Causes of causes that cross. A chain that is longer, or a ring, is cut. */
const CAUSES = 8

/** Fields with a place of their own in a WireError. */
const SPELLED_OUT = new Set(['name', 'message', 'stack', 'cause'])

/**
 * Turns whatever was thrown into plain values.
 * @param thrown usually an Error; anything else becomes the message of one. Fields that cannot be cloned are left out.
 */
export function encodeError(thrown: unknown, causes = CAUSES): WireError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const fields = Object.entries(error).filter(([key, value]) => !SPELLED_OUT.has(key) && isCloneable(value))
  const caused = error.cause !== undefined && error.cause !== null && causes > 0
  return {
    name: error.name,
    message: error.message,
    stack: error.stack ?? '',
    fields: Object.fromEntries(fields),
    cause: caused ? encodeError(error.cause, causes - 1) : null,
  }
}

/**
 * Makes an Error of what crossed. Its class does not cross: it is a plain Error with the name, message, stack, cause
 * and own fields of the original, so code asks for `error.name` and `error.code`, not for `instanceof`.
 */
export function decodeError(wire: WireError): Error {
  const error = new Error(wire.message, wire.cause ? { cause: decodeError(wire.cause) } : {})
  // defined, not assigned: a field called __proto__ must stay a field
  for (const [key, value] of Object.entries(wire.fields)) define(error, key, value, true)
  define(error, 'name', wire.name, false)
  define(error, 'stack', wire.stack, false)
  return error
}

function define(error: Error, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true })
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}
