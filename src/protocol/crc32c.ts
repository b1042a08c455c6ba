/** CRC-32C (Castagnoli), reflected polynomial 0x82F63B78: the checksum of a batch. Eight bytes a step. */

const POLYNOMIAL = 0x82f63b78
const STEP = 8

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
  let crc = -1
  let at = from
  for (const last = to - STEP; at <= last; at += STEP) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    crc =
      TABLES[0x700 | (crc & 0xff)]! ^
      TABLES[0x600 | ((crc >>> 8) & 0xff)]! ^
      TABLES[0x500 | ((crc >>> 16) & 0xff)]! ^
      TABLES[0x400 | (crc >>> 24)]! ^
      TABLES[0x300 | bytes[at + 4]!]! ^
      TABLES[0x200 | bytes[at + 5]!]! ^
      TABLES[0x100 | bytes[at + 6]!]! ^
      TABLES[bytes[at + 7]!]!
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ TABLES[(crc ^ bytes[at]!) & 0xff]!
  return ~crc >>> 0
}
