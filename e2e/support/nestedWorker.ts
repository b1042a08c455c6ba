import type { CDPSession, Page } from '@playwright/test'

// Playwright's worker.evaluate needs eval, which a sandbox does not have. The debugger protocol does not.

interface Attached {
  readonly sessionId: string
  readonly targetInfo: { readonly type: string; readonly title: string }
}

interface Reply {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
}

/** A session with a worker; that of a nested worker is carried by the one around it. */
export class WorkerSession {
  readonly #send: (message: string) => unknown
  readonly #waiting = new Map<number, (result: unknown) => void>()
  readonly #nested: Attached[] = []
  readonly #carried = new Map<string, WorkerSession>()
  #lastId = 0

  constructor(send: (message: string) => unknown) {
    this.#send = send
  }

  receive(message: string): void {
    const { id, method, params, result } = JSON.parse(message) as Reply
    if (id !== undefined) this.#waiting.get(id)?.(result)
    if (method === 'Target.attachedToTarget') this.#nested.push(params as Attached)
    if (method === 'Target.receivedMessageFromTarget') {
      const carried = params as { sessionId: string; message: string }
      this.#carried.get(carried.sessionId)?.receive(carried.message)
    }
  }

  /**
   * Value of an expression, or of the promise it makes; JSON values only. The content policy holds for it too.
   * Rejects with what was thrown.
   */
  async evaluate(expression: string): Promise<unknown> {
    const params = { expression, awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: false }
    const { result, exceptionDetails } = (await this.#call('Runtime.evaluate', params)) as {
      result: { value: unknown }
      exceptionDetails?: { exception?: { description?: string } }
    }
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'it threw')
    return result.value
  }

  /** Workers of a name started by this one until now. */
  async nested(name: string): Promise<WorkerSession[]> {
    await this.#call('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
    return this.#nested
      .filter(({ targetInfo }) => targetInfo.title === name)
      .map(({ sessionId }) => {
        const session = new WorkerSession((message) => this.#call('Target.sendMessageToTarget', { sessionId, message }))
        this.#carried.set(sessionId, session)
        return session
      })
  }

  #call(method: string, params: object): Promise<unknown> {
    const id = ++this.#lastId
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      void this.#send(JSON.stringify({ id, method, params }))
    })
  }
}

/** A session with the SPU worker of a page. */
export async function spuOf(page: Page): Promise<WorkerSession> {
  const cdp: CDPSession = await page.context().newCDPSession(page)
  const workers: Attached[] = []
  cdp.on('Target.attachedToTarget', (event) => workers.push(event))
  await cdp.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  const spu = workers.find(({ targetInfo }) => targetInfo.title === 'spu')
  if (!spu) throw new Error('the page has no SPU worker')
  const { sessionId } = spu
  const session = new WorkerSession((message) => cdp.send('Target.sendMessageToTarget', { sessionId, message }))
  cdp.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId === sessionId) session.receive(event.message)
  })
  return session
}
