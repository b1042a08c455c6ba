/** CRC-32C (Castagnoli), reflected polynomial 0x82F63B78: the checksum of a batch. Sixteen bytes a step. */

const POLYNOMIAL = 0x82f63b78

const STEP = 16

/** Table k (256 entries from k * 256): the checksum of a byte followed by k zero bytes. */
const TABLES = new Int32Array(STEP * 256)
for (let byte = 0; byte < 256; byte++) {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0)
  TABLES[byte] = crc
}
for (let i = 256; i < TABLES.length; i++) {
  const shorter = TABLES[i - 256]!
  TABLES[i] = (shorter >>> 8) ^ TABLES[shorter & 0xff]!
}

/** CRC-32C of bytes `from` to `to - 1`, as an unsigned number. */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let crc = -1
  let at = from
  for (const last = to - STEP; at <= last; at += STEP) {
    crc =
      fourBytes(crc ^ view.getInt32(at, true), 0xc00) ^
      fourBytes(view.getInt32(at + 4, true), 0x800) ^
      fourBytes(view.getInt32(at + 8, true), 0x400) ^
      fourBytes(view.getInt32(at + 12, true), 0)
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ TABLES[(crc ^ bytes[at]!) & 0xff]!
  return ~crc >>> 0
}

/** What four bytes of a step, little endian, add to its checksum. @param table of the last of them */
function fourBytes(word: number, table: number): number {
  return (
    TABLES[table + 0x300 + (word & 0xff)]! ^
    TABLES[table + 0x200 + ((word >>> 8) & 0xff)]! ^
    TABLES[table + 0x100 + ((word >>> 16) & 0xff)]! ^
    TABLES[table + (word >>> 24)]!
  )
}
