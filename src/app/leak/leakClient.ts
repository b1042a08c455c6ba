import type { SearchReply, SearchRequest, SideName } from './leakMessages.ts'
import { packSide } from './pack.ts'
import { compilePattern } from './pattern.ts'
import type { LeakCount, LeakSide } from './search.ts'

/** Time for one side, in milliseconds (ux 5.2). */
const SIDE_BUDGET_MS = 200

export type LeakOutcome =
  | { readonly kind: 'counted'; readonly topic: LeakCount; readonly consumer: LeakCount }
  /** nothing to search for */
  | { readonly kind: 'no pattern' }
  | { readonly kind: 'not valid'; readonly reason: string }
  | { readonly kind: 'too slow' }
  /** a newer search took its place, or the client was closed */
  | { readonly kind: 'superseded' }

export interface LeakClient {
  /**
   * Searches both sides in a worker. The newest search wins: those before it resolve to `superseded`.
   * Never rejects.
   */
  search(source: string, topic: LeakSide, consumer: LeakSide): Promise<LeakOutcome>
  close(): void
}

interface Search {
  readonly request: SearchRequest
  readonly settle: (outcome: LeakOutcome) => void
  readonly counts: Partial<Record<SideName, LeakCount>>
}

/**
 * A leak check with a worker of its own, which is started with the first search and again after one that took too long.
 * @param startWorker starts leak.worker.ts
 */
export function createLeakClient(startWorker: () => Worker, budgetMs: number = SIDE_BUDGET_MS): LeakClient {
  let worker: Worker | null = null
  let current: Search | null = null
  let next: Search | null = null
  let clock: ReturnType<typeof setTimeout> | undefined

  const endWorker = () => {
    clearTimeout(clock)
    worker?.terminate()
    worker = null
  }

  const finish = (outcome: LeakOutcome) => {
    clearTimeout(clock)
    const done = current
    current = next
    next = null
    done?.settle(outcome)
    if (current) post(current)
  }

  const onReply = (reply: SearchReply) => {
    if (!current) return
    clearTimeout(clock)
    if (reply.type === 'begun') {
      clock = setTimeout(() => {
        endWorker()
        finish({ kind: 'too slow' })
      }, budgetMs)
      return
    }
    current.counts[reply.side] = reply.count
    const { topic, consumer } = current.counts
    if (topic && consumer) finish({ kind: 'counted', topic, consumer })
  }

  const post = ({ request }: Search) => {
    if (!worker) {
      worker = startWorker()
      worker.onmessage = ({ data }: MessageEvent<SearchReply>) => onReply(data)
    }
    const buffers = [request.topic, request.consumer].flatMap((side) => [
      side.bytes.buffer,
      side.records.buffer,
      side.errors.buffer,
    ])
    worker.postMessage(request, buffers)
  }

  const supersede = () => {
    next?.settle({ kind: 'superseded' })
    next = null
    // the worker goes on with it: its answer comes soon, or the clock ends it
    current?.settle({ kind: 'superseded' })
  }

  return {
    search(source, topic, consumer) {
      supersede()
      const pattern = compilePattern(source)
      if (pattern === null) return Promise.resolve({ kind: 'no pattern' })
      if ('error' in pattern) return Promise.resolve({ kind: 'not valid', reason: pattern.error })
      return new Promise((settle) => {
        const search: Search = {
          request: { source, topic: packSide(topic), consumer: packSide(consumer) },
          settle,
          counts: {},
        }
        if (current) {
          next = search
          return
        }
        current = search
        post(search)
      })
    },
    close() {
      supersede()
      current = null
      endWorker()
    },
  }
}
