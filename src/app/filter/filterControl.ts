import type { BatchSource } from '../batches/batchSource.ts'
import { type FilterProgress, FilterSearch } from './filterRecords.ts'
import type { RowFilter } from './rowFilter.ts'

/** Letters that are typed together are searched together, ms. */
const SEARCH_AFTER_MS = 120
/** What comes while a filter is on is searched so often, ms: more would be work for every batch that comes. */
const SEARCH_ON_EVERY_MS = 400

/** Both sides as they are now. */
interface FilteredSides {
  readonly topic: BatchSource
  readonly consumer: BatchSource
}

export interface FilterState {
  readonly text: string
  /** how far a search is that is going on */
  readonly progress: FilterProgress | null
  /** what was found, so far or in the end; null before anything is known, and without a text */
  readonly filter: RowFilter | null
}

export interface FilterControl {
  /** Another text; an empty one shows everything. */
  setText(text: string): void
  /** The sides have changed: what is new in them is searched too, and other ones from their beginning. */
  setSides(sides: FilteredSides): void
  stop(): void
}

/**
 * Keeps a filter in step with its text and with both sides.
 * @param onState called with every change
 * @param onError the bytes of a side cannot be read
 */
export function createFilterControl(
  onState: (state: FilterState) => void,
  onError: (error: unknown) => void,
): FilterControl {
  let text = ''
  let sides: FilteredSides | null = null
  let search: FilterSearch | null = null
  let filter: RowFilter | null = null
  let running: AbortController | null = null
  let again = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function soon(ms: number): void {
    timer ??= setTimeout(() => void run(), ms)
  }

  async function run(): Promise<void> {
    timer = undefined
    if (text === '' || sides === null) return
    const { topic, consumer } = sides
    const from = search?.text === text && search.continues(topic, consumer) ? search : new FilterSearch(text)
    search = from
    const controller = new AbortController()
    running = controller
    const live = () => !controller.signal.aborted
    try {
      const found = await from.search(
        topic,
        consumer,
        (progress, soFar) => {
          if (!live()) return
          filter = soFar()
          onState({ text, progress, filter })
        },
        controller.signal,
      )
      if (live()) {
        filter = found
        onState({ text, progress: null, filter })
      }
    } catch (error) {
      // A side that was replaced meanwhile is searched anew by the change that replaced it.
      if (live() && !again) onError(error)
      search = null
    }
    if (running === controller) running = null
    if (again && running === null) {
      again = false
      soon(SEARCH_ON_EVERY_MS)
    }
  }

  function cancel(): void {
    clearTimeout(timer)
    timer = undefined
    running?.abort()
    running = null
    again = false
  }

  return {
    setText(next) {
      if (next === text) return
      cancel()
      text = next
      if (text === '') {
        filter = null
        search = null
      }
      onState({ text, progress: null, filter })
      if (text !== '') soon(SEARCH_AFTER_MS)
    },
    setSides(next) {
      if (next.topic === sides?.topic && next.consumer === sides.consumer) return
      sides = next
      if (text === '') return
      if (running === null) soon(filter?.text === text ? SEARCH_ON_EVERY_MS : 0)
      else again = true
    },
    stop: cancel,
  }
}
