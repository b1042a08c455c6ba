import type { TopicLife } from '../storage/catalog.ts'

export interface TopicListener {
  /** records were appended to the partition */
  appended(partition: number): void
  /** the epoch is over: replaced, deleted or edited */
  ended(): void
}

/** Tells streams and observers what happens to their topic. */
export class TopicSignals {
  /** by topicId */
  readonly #listeners = new Map<string, Set<TopicListener>>()
  readonly #endedEpochs = new Set<string>()

  /**
   * Listens to one epoch of a topic. Subscribe first, read then, and nothing is missed: an epoch that is over
   * already is told at once.
   * @returns ends the subscription
   */
  subscribe({ topicId, epoch }: TopicLife, listener: TopicListener): () => void {
    if (this.#endedEpochs.has(epoch)) {
      listener.ended()
      return () => {}
    }
    const listeners = this.#listeners.get(topicId) ?? new Set()
    this.#listeners.set(topicId, listeners)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(topicId) === listeners) this.#listeners.delete(topicId)
    }
  }

  appended(topicId: string, partition: number): void {
    for (const listener of this.#listeners.get(topicId) ?? []) listener.appended(partition)
  }

  epochEnded({ topicId, epoch }: TopicLife): void {
    this.#endedEpochs.add(epoch)
    const listeners = this.#listeners.get(topicId)
    this.#listeners.delete(topicId)
    for (const listener of listeners ?? []) listener.ended()
  }
}
