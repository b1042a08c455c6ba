import type { Bytes } from '../../protocol/bytes.ts'
import type { FrameError } from '../../spu/spu.ts'
import type { BatchSource } from '../batches/batchSource.ts'
import { eachBatch } from '../batches/eachBatch.ts'
import type { RowFilter } from '../filter/rowFilter.ts'
import { createSlices } from '../slices.ts'
import { type ExportCounts, type ExportFormat, errorLine, formatBatch, type Wanted } from './exportFormats.ts'

/** An error among what a consumer received. */
export interface ExportedError {
  readonly partition: number
  readonly error: FrameError
  /** how many records had arrived before it */
  readonly after: number
}

/** One side, as it is exported. */
export interface ExportedSide {
  readonly side: 'topic' | 'consumer'
  readonly label: string
  /** without its end */
  readonly fileName: string
  readonly batches: BatchSource
  /** none for a topic */
  readonly errors: readonly ExportedError[]
  /** records in the batches */
  readonly count: number
  /** more records are coming */
  readonly growing: boolean
}

/** A file that was made, or as much of it as there was when it was stopped. */
export interface Exported {
  readonly file: Blob
  readonly counts: Readonly<ExportCounts>
  readonly errors: number
  readonly stopped: boolean
}

/** Parts are given to the browser, which may keep them on disk, when so many bytes have come together. */
const PART_BYTES = 4 * 1024 * 1024

/**
 * Writes one side to a file, in the order in which its batches came, in slices.
 * @param filter only its offsets; null: everything. Errors belong to the records format and are always in it
 * @param onProgress records looked at, and bytes written
 * @param signal Stop: what is written so far is returned
 * @throws what the source rejects with; DecodeError for a batch that is damaged
 */
export async function exportRecords(
  { batches, errors }: Pick<ExportedSide, 'batches' | 'errors'>,
  format: ExportFormat,
  filter: RowFilter | null,
  onProgress: (done: number, bytes: number) => void,
  signal: AbortSignal,
): Promise<Exported> {
  const counts: ExportCounts = { records: 0, notJson: 0, severalLines: 0 }
  const wanted = wantedBy(filter)
  const file = new GrowingFile()
  const waiting = format === 'records' ? [...errors] : []
  const errorCount = waiting.length
  let done = 0
  const writeErrors = (before: number) => {
    while (waiting[0] !== undefined && waiting[0].after <= before) {
      const { partition, error } = waiting[0]
      file.add(errorLine(partition, error))
      waiting.shift()
    }
  }
  const pause = createSlices()
  await eachBatch(batches, 0, signal, async (batch, head, index) => {
    writeErrors(done)
    for (const piece of formatBatch(format, head.partition, batch, index, wanted, counts)) {
      file.add(piece)
      await pause()
    }
    done += head.records
    onProgress(done, file.bytes)
  })
  if (!signal.aborted) writeErrors(Number.POSITIVE_INFINITY)
  return {
    file: file.end(format === 'text' ? 'text/plain' : 'application/jsonl'),
    counts,
    errors: errorCount - waiting.length,
    stopped: signal.aborted,
  }
}

/** Looks an offset up in a filter. */
function wantedBy(filter: RowFilter | null): Wanted {
  if (filter === null) return () => true
  return (partition, offset) => {
    const offsets = filter.offsets[partition] ?? new Float64Array()
    let low = 0
    let high = offsets.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((offsets[middle] ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return offsets[low] === offset
  }
}

/** Bytes that become a Blob without all of them lying in the page's memory. */
class GrowingFile {
  bytes = 0
  readonly #blobs: Blob[] = []
  #parts: Bytes[] = []
  #partBytes = 0

  add(part: Bytes): void {
    this.#parts.push(part)
    this.bytes += part.length
    this.#partBytes += part.length
    if (this.#partBytes >= PART_BYTES) this.#flush()
  }

  end(type: string): Blob {
    this.#flush()
    return new Blob(this.#blobs, { type })
  }

  #flush(): void {
    this.#blobs.push(new Blob(this.#parts))
    this.#parts = []
    this.#partBytes = 0
  }
}
