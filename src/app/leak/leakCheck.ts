import { createLeakClient, type LeakClient, type LeakOutcome } from './leakClient.ts'
import { startLeakWorker } from './startLeakWorker.ts'

/** The leak check with its worker, as one part of the page: it loads beside the SPU. */
export function startLeakCheck(tell: (source: string, outcome: LeakOutcome) => void): LeakClient {
  return createLeakClient(startLeakWorker, tell)
}
