import type { Endpoint } from './wire.ts'

/** An endpoint with nobody behind it: what is left of a worker that could not even be started. */
export const nowhere: Endpoint & { terminate(): void } = {
  postMessage() {},
  addEventListener() {},
  removeEventListener() {},
  terminate() {},
}
