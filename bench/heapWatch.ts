import type { CDPSession, Page } from 'playwright'

/** Whose memory: the page, its SPU worker, or a sandbox. */
export type Owner = 'page' | 'spu' | 'sandbox'

/** Bytes. */
export type Heaps = Readonly<Record<Owner, number>>

/** How often memory is looked at, ms. */
const EVERY = 40

interface Attached {
  readonly sessionId: string
  readonly targetInfo: { readonly title: string }
}

interface HeapUsage {
  readonly usedSize: number
  readonly embedderHeapUsedSize: number
  readonly backingStorageSize: number
}

/** A message of the devtools protocol that goes to a worker, or comes from one. */
interface Wrapped {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: HeapUsage
}

/**
 * Watches how much memory a page and its workers use, over the devtools protocol: JavaScript objects and buffers,
 * WebAssembly memories among them, also what is garbage and not collected yet. Of several sandboxes the largest counts.
 */
export class HeapWatch {
  readonly #session: CDPSession
  readonly #peaks: Record<Owner, number> = { page: 0, spu: 0, sandbox: 0 }
  /** by session: whose it is, and the session it is reached through */
  readonly #workers = new Map<string, { readonly owner: Owner; readonly through: string | null }>()
  #timer: ReturnType<typeof setInterval> | undefined
  #id = 0

  private constructor(session: CDPSession) {
    this.#session = session
  }

  /** Begins to watch a page with its workers, those to come too. */
  static async start(page: Page): Promise<HeapWatch> {
    const session = await page.context().newCDPSession(page)
    const watch = new HeapWatch(session)
    session.on('Target.attachedToTarget', (event) => watch.#attached(event, null))
    session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      if (sessionId !== undefined) watch.#received(sessionId, JSON.parse(message) as Wrapped)
    })
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
    watch.#timer = setInterval(() => watch.#look(), EVERY)
    return watch
  }

  /** The most that was used since the last call. */
  peaks(): Heaps {
    const peaks = { ...this.#peaks }
    for (const owner of ['page', 'spu', 'sandbox'] as const) this.#peaks[owner] = 0
    return peaks
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#session.detach()
  }

  #look(): void {
    // a page that is just closed has no answer
    this.#session.send('Runtime.getHeapUsage').then(
      (usage) => this.#note('page', usage as HeapUsage),
      () => {},
    )
    for (const [sessionId, { through }] of this.#workers) this.#send(sessionId, through, 'Runtime.getHeapUsage', {})
  }

  #attached({ sessionId, targetInfo }: Attached, through: string | null): void {
    this.#workers.set(sessionId, { owner: targetInfo.title === 'sandbox' ? 'sandbox' : 'spu', through })
    const params = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false }
    this.#send(sessionId, through, 'Target.setAutoAttach', params)
  }

  #send(sessionId: string, through: string | null, method: string, params: object): void {
    const message = JSON.stringify({ id: ++this.#id, method, params })
    if (through !== null) this.#send(through, null, 'Target.sendMessageToTarget', { sessionId, message })
    // a worker that is just gone has no answer
    else this.#session.send('Target.sendMessageToTarget', { sessionId, message }).catch(() => {})
  }

  #received(sessionId: string, { method, params, result }: Wrapped): void {
    if (method === 'Target.attachedToTarget') this.#attached(params as Attached, sessionId)
    else if (method === 'Target.detachedFromTarget') this.#workers.delete((params as Attached).sessionId)
    else if (method === 'Target.receivedMessageFromTarget') {
      const inner = params as { readonly sessionId: string; readonly message: string }
      this.#received(inner.sessionId, JSON.parse(inner.message) as Wrapped)
    } else if (result?.usedSize !== undefined) {
      const worker = this.#workers.get(sessionId)
      if (worker) this.#note(worker.owner, result)
    }
  }

  #note(owner: Owner, { usedSize, embedderHeapUsedSize, backingStorageSize }: HeapUsage): void {
    this.#peaks[owner] = Math.max(this.#peaks[owner], usedSize + embedderHeapUsedSize + backingStorageSize)
  }
}
