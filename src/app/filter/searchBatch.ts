import { batchRecordList } from '../../protocol/batch.ts'
import { hopRecord, walked, walkRecord } from '../../protocol/record.ts'
import { readRecordCount } from '../../protocol/recordScan.ts'
import { encodeUtf8 } from '../text/utf8.ts'

/** A text to look for, ready for many batches. */
export interface Needle {
  /** UTF-8, with A to Z as a to z */
  readonly bytes: Uint8Array
  /** by last byte of the place that is looked at: how far the next place is where the needle can be */
  readonly skips: Uint32Array
}

/** Every byte, with A to Z as a to z: all other bytes must be equal. */
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte))

/** @param text at least one character */
export function makeNeedle(text: string): Needle {
  const bytes = encodeUtf8(text).map((byte) => FOLDED[byte] ?? byte)
  const skips = new Uint32Array(256).fill(bytes.length)
  bytes.subarray(0, -1).forEach((byte, at) => {
    skips[byte] = bytes.length - 1 - at
    // the bytes that are searched are not folded
    if (byte >= 0x61 && byte <= 0x7a) skips[byte - 0x20] = bytes.length - 1 - at
  })
  return { bytes, skips }
}

/**
 * The records of a batch that hold a text in their key or in their value; upper and lower case of ASCII letters are
 * the same. Searches the bytes as they lie, and looks only at the records it finds something in.
 * @param batch an encoded batch, not compressed
 * @returns their offset deltas, in the order of the batch
 * @throws DecodeError when the batch is damaged or compressed
 */
export function searchBatch(batch: Uint8Array, needle: Needle): number[] {
  const list = batchRecordList(batch)
  const found: number[] = []
  let left = readRecordCount(list, 0)
  let start = 4
  let end = 4
  let hit = find(list, needle, 4)
  while (hit >= 0) {
    while (end <= hit && left > 0) {
      start = end
      end = hopRecord(list, start)
      left -= 1
    }
    if (end <= hit) break
    walkRecord(list, start)
    const { keyAt, keyEnd, valueAt, valueEnd, offsetDelta } = walked
    const hitEnd = hit + needle.bytes.length
    const inKey = hit >= keyAt && hitEnd <= keyEnd
    // A hit may begin in what stands between key and value, and another one lie behind it.
    if (inKey || (hit >= valueAt && hitEnd <= valueEnd)) {
      found.push(offsetDelta)
      hit = find(list, needle, end)
    } else hit = find(list, needle, hit + 1)
  }
  return found
}

/** The first place from `from` where the needle stands, or -1 (Horspool's search). */
function find(bytes: Uint8Array, { bytes: needle, skips }: Needle, from: number): number {
  const last = needle.length - 1
  const lastByte = needle[last]
  for (let end = from + last; end < bytes.length; ) {
    const byte = bytes[end] ?? 0
    if (FOLDED[byte] === lastByte && standsBefore(bytes, needle, end)) return end - last
    end += skips[byte] ?? 1
  }
  return -1
}

function standsBefore(bytes: Uint8Array, needle: Uint8Array, end: number): boolean {
  const start = end - needle.length + 1
  for (let at = needle.length - 2; at >= 0; at--) {
    if (FOLDED[bytes[start + at] ?? 0] !== needle[at]) return false
  }
  return true
}
