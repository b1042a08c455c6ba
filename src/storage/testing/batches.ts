import { type Bytes, fromHex } from '../../protocol/bytes.ts'

/** A batch of three records ("one", "two", "three"), as a real SPU stored it at offset 5. */
const SPU_BATCH =
  '000000000000000500000052ffffffff0280f5c77b000000000002000001a20c44ecb1000001a20c44edddffffffffffffffffffff' +
  'ffffffff000000031200000000066f6e650012000202000674776f001800d80404000a746872656500'

/** The same batch as a producer sends it, and as it has to look when it is stored at an offset below 65536. */
export function threeRecords(baseOffset = 0): Bytes {
  return fromHex(`000000000000${baseOffset.toString(16).padStart(4, '0')}${SPU_BATCH.slice(16)}`)
}

/** `threeRecords` with one bit of a record's value turned: its crc does not match any more. */
export function damagedRecords(baseOffset = 0): Bytes {
  const batch = threeRecords(baseOffset)
  batch[batch.length - 3]! ^= 1
  return batch
}
