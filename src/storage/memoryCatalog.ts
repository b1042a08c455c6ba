import type { Bytes } from '../protocol/bytes.ts'
import type { Catalog, ModuleRecord, RemovalMark, TopicChange, TopicRecord } from './catalog.ts'

/** A Catalog that lives as long as its worker. */
export class MemoryCatalog<Facts> implements Catalog<Facts> {
  readonly #topics = new Map<string, TopicRecord>()
  readonly #marks = new Map<string, RemovalMark>()
  readonly #modules = new Map<string, ModuleRecord<Facts>>()
  readonly #wasm = new Map<string, Bytes>()

  async topics(): Promise<TopicRecord[]> {
    return [...this.#topics.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async topic(name: string): Promise<TopicRecord | undefined> {
    return this.#topics.get(name)
  }

  async changeTopic(
    name: string,
    change: (current: TopicRecord | undefined) => TopicChange,
  ): Promise<TopicRecord | null> {
    const { topic, discard = [], keep = [] } = change(this.#topics.get(name))
    if (topic) this.#topics.set(name, topic)
    else this.#topics.delete(name)
    for (const topicId of discard) this.#marks.set(topicId, { topicId, after: 0 })
    for (const topicId of keep) this.#marks.delete(topicId)
    return topic
  }

  async mark(mark: RemovalMark): Promise<void> {
    this.#marks.set(mark.topicId, mark)
  }

  async marks(): Promise<RemovalMark[]> {
    return [...this.#marks.values()]
  }

  async unmark(topicId: string): Promise<void> {
    this.#marks.delete(topicId)
  }

  async addModule(module: ModuleRecord<Facts>, wasm: Bytes): Promise<void> {
    const key = `${module.name} ${module.sha256}`
    this.#modules.delete(key)
    this.#modules.set(key, module)
    this.#wasm.set(module.sha256, wasm.slice())
  }

  async modules(): Promise<ModuleRecord<Facts>[]> {
    return [...this.#modules.values()]
  }

  async moduleBytes(sha256: string): Promise<Bytes | undefined> {
    return this.#wasm.get(sha256)?.slice()
  }
}
