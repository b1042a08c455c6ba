import type { Bytes } from '../../protocol/bytes.ts'
import type { ObservedBatch, ReadBatch } from '../../spu/spu.ts'
import { Growing } from '../batches/growing.ts'
import { Recent } from '../batches/recent.ts'
import { RecordReader } from '../batches/recordReader.ts'

/** Reads stored batches at their place, from the one that holds the offset on. */
export type FetchBatches = (partition: number, offset: number, maxBytes: number) => Promise<readonly ReadBatch[]>

/** Of a large topic so many bytes are kept that were read again. */
const KEPT_BYTES = 8 * 1024 * 1024
/** Asked for at once: small batches come together. */
const WINDOW_BYTES = 512 * 1024

interface Known {
  readonly batches: Growing<ObservedBatch>
  /** by partition: indexes into batches, by offset */
  readonly partitions: readonly Growing<number>[]
}

/** Where the bytes of one topic's batches are: here, or at the SPU. One for all moments of a topic. */
export class TopicStore {
  /** the latest moment: what an earlier one knows is in it too */
  known: Known
  readonly fetch: FetchBatches
  readonly reader: RecordReader
  readonly listeners = new Set<() => void>()
  readonly #kept = new Recent<number, Bytes>(KEPT_BYTES, (bytes) => bytes.length)
  readonly #coming = new Map<number, Promise<Bytes>>()

  constructor(known: Known, fetch: FetchBatches) {
    this.known = known
    this.fetch = fetch
    this.reader = new RecordReader(
      (index) => this.read(index),
      (index) => this.known.batches.at(index)?.partition ?? 0,
      () => {
        for (const listener of this.listeners) listener()
      },
    )
  }

  read(index: number): Bytes | Promise<Bytes> {
    const here = this.known.batches.at(index)?.batch ?? this.#kept.get(index)
    if (here) return here
    return this.#coming.get(index) ?? this.#ask(index)
  }

  /** Asks for a batch, and for those after it that come along. */
  #ask(index: number): Promise<Bytes> {
    const { batches, partitions } = this.known
    const head = batches.at(index)
    if (!head) return Promise.reject(new RangeError(`there is no batch ${index}`))
    const order = partitions[head.partition] ?? Growing.none<number>()
    const read = this.fetch(head.partition, head.baseOffset, WINDOW_BYTES)
    let room = WINDOW_BYTES
    for (let place = order.firstWhere((at) => at >= index); place < order.length; place++) {
      const at = order.at(place)!
      room -= batches.at(at)?.bytes ?? 0
      if (room < 0 && at !== index) break
      const coming = read.then((all) => this.#keep(at, all)).finally(() => this.#coming.delete(at))
      // Whoever asked is told; nobody may have asked for this one.
      coming.catch(() => {})
      this.#coming.set(at, coming)
    }
    return this.#coming.get(index)!
  }

  #keep(index: number, read: readonly ReadBatch[]): Bytes {
    const head = this.known.batches.at(index)
    const found = read.find(({ baseOffset }) => baseOffset === head?.baseOffset)
    if (found === undefined || found.lastOffset !== head?.lastOffset) {
      throw new Error(`the batch at offset ${head?.baseOffset} is not in the topic any more`)
    }
    this.#kept.set(index, found.batch)
    return found.batch
  }
}
