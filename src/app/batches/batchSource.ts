import type { Bytes } from '../../protocol/bytes.ts'

/** What is known of a batch without its records. */
export interface BatchHead {
  readonly partition: number
  readonly baseOffset: number
  readonly lastOffset: number
  /** how many records it holds; fewer than its offsets when there are gaps */
  readonly records: number
  /** bytes of the encoded batch */
  readonly bytes: number
}

/**
 * The batches of one side, in the order they came, read where they lie: a million records stay bytes outside the
 * page's memory. A source is a value: what comes later makes a new one.
 */
export interface BatchSource {
  readonly heads: readonly BatchHead[]
  /** The encoded batch: at once when it lies in memory. Rejects when its place no longer answers. */
  read(index: number): Bytes | Promise<Bytes>
}
