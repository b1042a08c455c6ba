import { type IDBPDatabase, type IDBPTransaction, openDB } from 'idb'
import { SCHEMA_VERSION, type Schema, type StoreName, upgrade } from './schema.ts'
import { StorageError, storageErrorOf } from './storageError.ts'

export type Transaction<Mode extends IDBTransactionMode> = IDBPTransaction<Schema, StoreName[], Mode>

/** An open database. When it goes away, every later call rejects with a StorageError; none hangs. */
export class Database {
  #db: IDBPDatabase<Schema> | null = null
  #gone = ''

  private constructor() {}

  /**
   * Opens the database, creating or upgrading it when needed.
   * @throws StorageError when the browser refuses, when another tab holds an older version open, when the stored
   *   version is newer than this code, or when nothing was heard for `timeoutMs`
   */
  static async open(name: string, timeoutMs: number, version = SCHEMA_VERSION): Promise<Database> {
    const database = new Database()
    let giveUp: (why: StorageError) => void = () => {}
    const givenUp = new Promise<never>((_, reject) => {
      giveUp = reject
    })
    const timer = setTimeout(
      () => giveUp(new StorageError('failed', `the browser did not open its storage within ${timeoutMs} ms`)),
      timeoutMs,
    )
    try {
      const opening = openDB<Schema>(name, version, {
        upgrade,
        blocked: () => giveUp(new StorageError('failed', 'another tab holds an older version of the storage open')),
        blocking: () => database.#leave('a newer version of the playground is open in another tab'),
        terminated: () => database.#leave('the browser closed the storage'),
      })
      const abandoned = givenUp.catch((why: StorageError) => {
        // It may still open once the other tab is closed; a connection nobody uses would block that tab in turn.
        opening.then((late) => late.close()).catch(() => {})
        throw why
      })
      database.#db = await Promise.race([opening, abandoned])
      return database
    } catch (error) {
      throw storageErrorOf(error)
    } finally {
      clearTimeout(timer)
    }
  }

  /**
   * Runs `work` in one transaction and resolves with its result when the transaction is complete. Inside, nothing
   * but requests of this transaction may be awaited. When `work` throws, the transaction is rolled back.
   */
  async run<T, Mode extends IDBTransactionMode>(
    stores: StoreName[],
    mode: Mode,
    work: (transaction: Transaction<Mode>) => Promise<T>,
    durability: 'strict' | 'relaxed' = 'strict',
  ): Promise<T> {
    if (!this.#db) throw new StorageError('gone', this.#gone)
    let transaction: Transaction<Mode>
    try {
      transaction = this.#db.transaction(stores, mode, { durability })
    } catch (error) {
      throw this.#errorOf(error)
    }
    const done = transaction.done
    // It rejects together with the request that failed; only one of the two is awaited below.
    done.catch(() => {})
    try {
      const result = await work(transaction)
      await done
      return result
    } catch (error) {
      try {
        transaction.abort()
      } catch {
        // It has ended already: that is what failed.
      }
      throw this.#errorOf(error)
    }
  }

  /** Ends this connection; for tests and for making room for a newer version. */
  close(): void {
    this.#leave('the storage was closed')
  }

  /** A transaction that broke off because the database went away says only that it was aborted. */
  #errorOf(error: unknown): unknown {
    if (this.#db === null && error instanceof DOMException)
      return new StorageError('gone', this.#gone, { cause: error })
    return storageErrorOf(error)
  }

  #leave(why: string): void {
    this.#gone = why
    this.#db?.close()
    this.#db = null
  }
}

/** Makes requests of one transaction and awaits them all. Where one cannot even be made, none of the others goes unheard. */
export async function together(...requests: readonly (() => Promise<unknown>)[]): Promise<void> {
  await Promise.all(requests.map(async (request) => request()))
}
