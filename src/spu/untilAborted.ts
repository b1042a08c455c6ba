/** The caller does not want the result any more. Never leaves the SPU. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/**
 * The promise's result, or a rejection with Cancelled as soon as the signal is aborted. What the promise comes to
 * after that is ignored.
 */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(new Cancelled('cancelled'))
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
