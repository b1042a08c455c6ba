import { batchRecordList, decodeBatchHeader } from '../../protocol/batch.ts'
import type { Bytes } from '../../protocol/bytes.ts'
import { decodeRecordList } from '../../protocol/recordList.ts'
import type { ObservedBatch } from '../../spu/spu.ts'

/** A record as it is stored. Observer view: only the playground sees a topic like this. */
export interface TopicRecord {
  readonly partition: number
  readonly offset: number
  /** ms, -1 when the batch has none */
  readonly timestamp: number
  readonly key: Bytes | null
  readonly value: Bytes
}

/** What is known of a topic's records, by partition and in order of offsets. */
export class TopicRecords {
  readonly partitions: readonly (readonly TopicRecord[])[]
  readonly count: number
  /** the stored batches per partition, as they are */
  readonly batches: readonly (readonly Bytes[])[]

  private constructor(
    partitions: readonly (readonly TopicRecord[])[],
    batches: readonly (readonly Bytes[])[],
    count: number,
  ) {
    this.partitions = partitions
    this.batches = batches
    this.count = count
  }

  static none(partitions: number): TopicRecords {
    const empty = Array.from({ length: partitions }, () => [])
    return new TopicRecords(empty, empty, 0)
  }

  /** The records once these batches have been observed too. */
  with(observed: readonly ObservedBatch[]): TopicRecords {
    const partitions = this.partitions.map((records) => [...records])
    const batches = this.batches.map((stored) => [...stored])
    let count = this.count
    for (const { partition, batch } of observed) {
      const { baseOffset, firstTimestamp } = decodeBatchHeader(batch)
      batches[partition]?.push(batch)
      for (const record of decodeRecordList(batchRecordList(batch)).records) {
        partitions[partition]?.push({
          partition,
          offset: baseOffset + record.offsetDelta,
          timestamp: firstTimestamp < 0 ? -1 : firstTimestamp + record.timestampDelta,
          key: record.key,
          value: record.value,
        })
        count += 1
      }
    }
    return new TopicRecords(partitions, batches, count)
  }

  /** The record at an offset, or undefined. Offsets may have gaps, so this searches. */
  at(partition: number, offset: number): TopicRecord | undefined {
    const records = this.partitions[partition] ?? []
    let low = 0
    let high = records.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const record = records[middle]
      if (record === undefined) return undefined
      if (record.offset === offset) return record
      if (record.offset < offset) low = middle + 1
      else high = middle - 1
    }
    return undefined
  }

  /** First and last offset of each stored batch. */
  batchRanges(partition: number): { first: number; last: number }[] {
    return (this.batches[partition] ?? []).map((batch) => {
      const { baseOffset, lastOffsetDelta } = decodeBatchHeader(batch)
      return { first: baseOffset, last: baseOffset + lastOffsetDelta }
    })
  }
}
