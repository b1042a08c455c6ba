import { concatBytes } from '../../protocol/bytes.ts'
import type { FluvioRecord } from '../../protocol/record.ts'
import { encodeRecordList } from '../../protocol/recordList.ts'
import { record } from './run.ts'

/** What a module passes to copy_records: records, no error, and for an aggregate its accumulator. */
export function output(records: readonly Partial<FluvioRecord>[], accumulator?: Uint8Array): Uint8Array<ArrayBuffer> {
  const list = encodeRecordList(records.map(record))
  return concatBytes([list, Uint8Array.of(0), accumulator === undefined ? new Uint8Array(0) : lengthAnd(accumulator)])
}

/** The same with an error of the given hint and offset, without a key, of the value "bad". */
export function outputWithError(
  records: readonly Partial<FluvioRecord>[],
  hint: string,
  offset: number,
): Uint8Array<ArrayBuffer> {
  const list = encodeRecordList(records.map(record))
  const text = new TextEncoder().encode(hint)
  const head = new DataView(new ArrayBuffer(3))
  head.setUint8(0, 1)
  head.setUint16(1, text.length)
  const place = new DataView(new ArrayBuffer(8))
  place.setBigInt64(0, BigInt(offset))
  // kind 9 exists in no generation; no key; value of 3 bytes (zigzag 6)
  const tail = Uint8Array.of(9, 0, 6, 0x62, 0x61, 0x64)
  return concatBytes([list, new Uint8Array(head.buffer), text, new Uint8Array(place.buffer), tail])
}

function lengthAnd(bytes: Uint8Array): Uint8Array {
  const length = new DataView(new ArrayBuffer(4))
  length.setInt32(0, bytes.length)
  return concatBytes([new Uint8Array(length.buffer), bytes])
}
