/** xxHash, 32 bit, seed 0 (xxhash_spec.md of Cyan4973/xxHash): the checksum of lz4 frames. */

const P1 = 0x9e37_79b1
const P2 = 0x85eb_ca77
const P3 = 0xc2b2_ae3d
const P4 = 0x27d4_eb2f
const P5 = 0x1656_67b1

/** The hash of all bytes, as an unsigned number. */
export function xxHash32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  let hash = P5
  if (bytes.length >= 16) {
    let [a, b, c, d] = [(P1 + P2) | 0, P2 | 0, 0, -P1 | 0]
    for (const last = bytes.length - 16; at <= last; at += 16) {
      a = round(a, view.getInt32(at, true))
      b = round(b, view.getInt32(at + 4, true))
      c = round(c, view.getInt32(at + 8, true))
      d = round(d, view.getInt32(at + 12, true))
    }
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)
  }
  hash = (hash + bytes.length) | 0
  for (const last = bytes.length - 4; at <= last; at += 4) {
    hash = Math.imul(rotate((hash + Math.imul(view.getInt32(at, true), P3)) | 0, 17), P4)
  }
  for (; at < bytes.length; at++) hash = Math.imul(rotate((hash + Math.imul(bytes[at]!, P5)) | 0, 11), P1)
  hash = Math.imul(hash ^ (hash >>> 15), P2)
  hash = Math.imul(hash ^ (hash >>> 13), P3)
  return (hash ^ (hash >>> 16)) >>> 0
}

function round(lane: number, word: number): number {
  return Math.imul(rotate((lane + Math.imul(word, P2)) | 0, 13), P1)
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
