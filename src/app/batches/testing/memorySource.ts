import { decodeBatchHeader } from '../../../protocol/batch.ts'
import type { Bytes } from '../../../protocol/bytes.ts'
import { readRecordCount } from '../../../protocol/recordScan.ts'
import type { BatchHead, BatchSource } from '../batchSource.ts'

/** A batch with its place. */
export interface PlacedBatch {
  readonly partition: number
  readonly batch: Bytes
}

/** Batches in memory as a source; every second one answers later. */
export function memorySource(batches: readonly PlacedBatch[]): BatchSource {
  return sourceOf(batches.map(({ partition, batch }) => ({ head: headOf(partition, batch), batch })))
}

/** A source that holds what another holds, and more behind it. */
export function grown(source: BatchSource, more: readonly PlacedBatch[]): BatchSource {
  const before = source.heads.map((head, index) => ({ head, batch: source.read(index) }))
  return sourceOf([...before, ...more.map(({ partition, batch }) => ({ head: headOf(partition, batch), batch }))])
}

function sourceOf(entries: readonly { head: BatchHead; batch: Bytes | Promise<Bytes> }[]): BatchSource {
  return {
    heads: entries.map(({ head }) => head),
    read(index) {
      const batch = entries[index]?.batch
      if (batch === undefined) throw new RangeError(`batch ${index} of ${entries.length}`)
      return index % 2 === 0 ? batch : Promise.resolve(batch)
    },
  }
}

function headOf(partition: number, batch: Bytes): BatchHead {
  const { baseOffset, lastOffsetDelta, recordsAt } = decodeBatchHeader(batch)
  return {
    partition,
    baseOffset,
    lastOffset: baseOffset + lastOffsetDelta,
    records: readRecordCount(batch, recordsAt),
    bytes: batch.length,
  }
}
