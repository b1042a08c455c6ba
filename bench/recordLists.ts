import type { Bytes } from '../src/protocol/bytes.ts'
import { encodeRecordList } from '../src/protocol/recordList.ts'
import { value } from './values.ts'

/** A record list of so many values, from the value of this number on; no keys. */
export function listOf(first: number, count: number): Bytes {
  const records = Array.from({ length: count }, (_, offsetDelta) => ({
    attributes: 0,
    timestampDelta: offsetDelta,
    offsetDelta,
    key: null,
    value: value(first + offsetDelta),
    headers: 0,
  }))
  return encodeRecordList(records)
}
