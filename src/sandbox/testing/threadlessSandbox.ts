import type { Chain } from '../../smartengine/chainHost.ts'
import { serve } from '../../wire/wire.ts'
import type { SandboxWorker } from '../bootedSandbox.ts'
import type { Sandbox } from '../sandbox.ts'

/** A sandbox without a thread: a chain made for a test, served at the other side of a port. */
export interface ThreadlessSandbox {
  readonly worker: SandboxWorker
  readonly terminated: boolean
  /** what a worker fires when its script fails */
  fail(message: string): void
}

/** @param boot what the sandbox answers to boot: outward globals it can still reach */
export function threadlessSandbox(chain: Chain, boot: () => Promise<readonly string[]>): ThreadlessSandbox {
  const { port1, port2 } = new MessageChannel()
  // as in a thread: one batch after another
  let last: Promise<unknown> = Promise.resolve()
  serve<Sandbox>(port2, {
    boot,
    open: (spec, onStage) => chain.open(spec, onStage),
    lookBack: (inputs, onStage) => chain.lookBack(inputs, onStage),
    process: (input, onStage) => {
      const output = last.then(() => chain.process(input, onStage))
      last = output.catch(() => {})
      return output
    },
  })
  let terminated = false
  return {
    worker: {
      postMessage: (message, transfer) => port1.postMessage(message, transfer),
      addEventListener: (type, listener) => port1.addEventListener(type, listener),
      removeEventListener: (type, listener) => port1.removeEventListener(type, listener),
      start: () => port1.start(),
      terminate: () => {
        terminated = true
        port1.close()
      },
    },
    get terminated() {
      return terminated
    },
    fail: (message) => {
      port1.dispatchEvent(Object.assign(new Event('error'), { message }))
    },
  }
}
