import type { SearchReply, SearchRequest, SideName } from './leakMessages.ts'
import { compilePattern } from './pattern.ts'
import type { LeakCount } from './search.ts'
import { type SearchedSide, SideSearch } from './sideSearch.ts'

/** Time for one part of a side, in milliseconds (ux 5.2). */
const PART_BUDGET_MS = 200
/** A search that takes longer tells how far it is, and how often (ms). */
const TELL_AFTER_MS = 400
const TELL_EVERY_MS = 250

type Counts = Readonly<Record<SideName, LeakCount>>

export type LeakOutcome =
  /** both sides are searched, as far as they are known */
  | ({ readonly kind: 'counted' } & Counts)
  /** what was found so far; `share` of the bytes, from 0 to 1 */
  | ({ readonly kind: 'searching'; readonly share: number } & Counts)
  /** nothing to search for */
  | { readonly kind: 'no pattern' }
  | { readonly kind: 'not valid'; readonly reason: string }
  | { readonly kind: 'too slow' }

export interface LeakClient {
  /**
   * Searches both sides in a worker, as they are now: what an earlier moment had is not searched again, unless the
   * pattern is another one. Outcomes are told for the newest pattern only. Never throws.
   */
  search(source: string, topic: SearchedSide, consumer: SearchedSide): void
  close(): void
}

/**
 * A leak check with a worker of its own, which is started with the first search and again after one that took too long.
 * @param startWorker starts leak.worker.ts
 * @param tell told what came of the pattern it names
 */
export function createLeakClient(
  startWorker: () => Worker,
  tell: (source: string, outcome: LeakOutcome) => void,
  budgetMs: number = PART_BUDGET_MS,
): LeakClient {
  const sides = { topic: new SideSearch(), consumer: new SideSearch() }
  let worker: Worker | null = null
  /** what is searched for; null: nothing */
  let wanted: string | null = null
  let shown: string | null = null
  /** counts up with every start, so that what was asked before is not counted */
  let life = 0
  let postedIn = 0
  let onCounted: ((count: LeakCount) => void) | null = null
  let reading = false
  let clock: ReturnType<typeof setTimeout> | undefined
  let behindSince = 0
  let toldAt = 0

  function endWorker(): void {
    clearTimeout(clock)
    onCounted = null
    worker?.terminate()
    worker = null
  }

  function onReply(reply: SearchReply): void {
    clearTimeout(clock)
    if (reply.type === 'counted') {
      const counted = onCounted
      onCounted = null
      counted?.(reply.count)
      return
    }
    clock = setTimeout(() => {
      endWorker()
      if (postedIn !== life) return pump()
      // Not tried again before something else is asked, or a side is another one.
      const source = wanted
      wanted = null
      if (source !== null) tell(source, { kind: 'too slow' })
    }, budgetMs)
  }

  function post(request: SearchRequest): void {
    postedIn = life
    if (!worker) {
      worker = startWorker()
      worker.onmessage = ({ data }: MessageEvent<SearchReply>) => onReply(data)
    }
    worker.postMessage(
      request,
      request.batches.map(({ buffer }) => buffer),
    )
  }

  /** Sends the next part, when the one before is answered. */
  function pump(): void {
    if (wanted === null || onCounted !== null || reading) return
    const side = [sides.topic, sides.consumer].find(({ isDone }) => !isDone)
    if (side === undefined) {
      tell(wanted, { kind: 'counted', topic: sides.topic.count, consumer: sides.consumer.count })
      return
    }
    tellProgress(wanted)
    const [source, asked] = [wanted, life]
    const send = (part: Awaited<ReturnType<SideSearch['next']>>) => {
      reading = false
      if (asked !== life || wanted !== source) return pump()
      onCounted = (count) => {
        if (asked === life && wanted === source) side.add(part, count)
        pump()
      }
      post({ source, ...part.request })
    }
    const part = side.next()
    if (!(part instanceof Promise)) {
      send(part)
      return
    }
    reading = true
    part.then(send, () => {
      // Its place does not answer any more: another moment of this side is about to come.
      reading = false
    })
  }

  function tellProgress(source: string): void {
    const now = performance.now()
    if (now - behindSince < TELL_AFTER_MS || now - toldAt < TELL_EVERY_MS) return
    toldAt = now
    const { topic, consumer } = sides
    const share = (topic.done + consumer.done) / Math.max(1, topic.total + consumer.total)
    tell(source, { kind: 'searching', share, topic: topic.count, consumer: consumer.count })
  }

  return {
    search(source, topic, consumer) {
      const wasDone = sides.topic.isDone && sides.consumer.isDone
      const startedOver = [sides.topic.show(topic), sides.consumer.show(consumer)].includes(true)
      if (source !== shown) for (const side of Object.values(sides)) side.startOver()
      if (source !== shown || startedOver) {
        life += 1
        const pattern = compilePattern(source)
        wanted = pattern === null || 'error' in pattern ? null : source
        if (pattern === null) tell(source, { kind: 'no pattern' })
        else if ('error' in pattern) tell(source, { kind: 'not valid', reason: pattern.error })
      }
      if (source !== shown || startedOver || wasDone) behindSince = performance.now()
      shown = source
      pump()
    },
    close() {
      wanted = null
      life += 1
      endWorker()
    },
  }
}
