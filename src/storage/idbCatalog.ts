import type { Bytes } from '../protocol/bytes.ts'
import type { Catalog, ModuleRecord, RemovalMark, TopicChange, TopicRecord } from './catalog.ts'
import { type Database, together } from './database.ts'
import type { StoredModule } from './schema.ts'

/** A Catalog in IndexedDB. `Facts` is the shape this version of the code writes; a change of it needs an upgrade step. */
export class IdbCatalog<Facts> implements Catalog<Facts> {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async topics(): Promise<TopicRecord[]> {
    return this.#database.run(['topics'], 'readonly', (transaction) => transaction.objectStore('topics').getAll())
  }

  async topic(name: string): Promise<TopicRecord | undefined> {
    return this.#database.run(['topics'], 'readonly', (transaction) => transaction.objectStore('topics').get(name))
  }

  async changeTopic(
    name: string,
    change: (current: TopicRecord | undefined) => TopicChange,
  ): Promise<TopicRecord | null> {
    return this.#database.run(['topics', 'marks'], 'readwrite', async (transaction) => {
      const topics = transaction.objectStore('topics')
      const marks = transaction.objectStore('marks')
      const { topic, discard = [], keep = [] } = change(await topics.get(name))
      await together(
        () => (topic ? topics.put(topic) : topics.delete(name)),
        ...discard.map((topicId) => () => marks.put({ topicId, after: 0 })),
        ...keep.map((topicId) => () => marks.delete(topicId)),
      )
      return topic
    })
  }

  async mark(mark: RemovalMark): Promise<void> {
    await this.#database.run(['marks'], 'readwrite', (transaction) => transaction.objectStore('marks').put(mark))
  }

  async marks(): Promise<RemovalMark[]> {
    return this.#database.run(['marks'], 'readonly', (transaction) => transaction.objectStore('marks').getAll())
  }

  async unmark(topicId: string): Promise<void> {
    await this.#database.run(['marks'], 'readwrite', (transaction) => transaction.objectStore('marks').delete(topicId))
  }

  async addModule(module: ModuleRecord<Facts>, wasm: Bytes): Promise<void> {
    await this.#database.run(['modules', 'wasm'], 'readwrite', async (transaction) => {
      const modules = transaction.objectStore('modules')
      const last = await modules.index('order').openKeyCursor(null, 'prev')
      const order = last === null ? 0 : last.key + 1
      const stored: StoredModule = { ...module, order }
      await together(
        () => modules.put(stored),
        () => transaction.objectStore('wasm').put(wasm, module.sha256),
      )
    })
  }

  async modules(): Promise<ModuleRecord<Facts>[]> {
    const stored = await this.#database.run(['modules'], 'readonly', (transaction) =>
      transaction.objectStore('modules').index('order').getAll(),
    )
    return stored.map(({ order: _, ...module }) => ({ ...module, facts: module.facts as Facts }))
  }

  async moduleBytes(sha256: string): Promise<Bytes | undefined> {
    return this.#database.run(['wasm'], 'readonly', (transaction) => transaction.objectStore('wasm').get(sha256))
  }
}
