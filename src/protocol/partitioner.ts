/*
 * Fluvio's default partitioner. A key goes to SipHash-2-4 (key 0, 0) of its length as u64, little endian, and its
 * bytes, modulo the number of partitions; records without a key go round robin.
 */

/**
 * SipHash-2-4 with the key 0, 0, as two unsigned 32 bit halves. Its words v0 to v3 are low and high halves here:
 * BigInt would take thirty times as long.
 */
export function sipHash(message: Uint8Array): { high: number; low: number } {
  // "somepseudorandomlygeneratedbytes"
  let v0l = 0x70736575
  let v0h = 0x736f6d65
  let v1l = 0x6e646f6d
  let v1h = 0x646f7261
  let v2l = 0x6e657261
  let v2h = 0x6c796765
  let v3l = 0x79746573
  let v3h = 0x74656462
  const words = (message.length >>> 3) + 1
  for (let word = 0; word <= words; word++) {
    // after the last word four rounds without one
    const final = word === words
    const low = final ? 0 : littleEndian(message, 8 * word, 4)
    const high = final ? 0 : word === words - 1 ? lastHigh(message) : littleEndian(message, 8 * word + 4, 4)
    v3l ^= low
    v3h ^= high
    if (final) v2l ^= 0xff
    for (let rounds = final ? 4 : 2; rounds > 0; rounds--) {
      let sum = (v0l >>> 0) + (v1l >>> 0)
      v0h = (v0h + v1h + (sum > 0xffff_ffff ? 1 : 0)) | 0
      v0l = sum | 0
      sum = (v2l >>> 0) + (v3l >>> 0)
      v2h = (v2h + v3h + (sum > 0xffff_ffff ? 1 : 0)) | 0
      v2l = sum | 0
      let rotated = ((v1l << 13) | (v1h >>> 19)) ^ v0l
      v1h = ((v1h << 13) | (v1l >>> 19)) ^ v0h
      v1l = rotated
      rotated = ((v3l << 16) | (v3h >>> 16)) ^ v2l
      v3h = ((v3h << 16) | (v3l >>> 16)) ^ v2h
      v3l = rotated
      // v0 rotated by 32
      rotated = v0l
      v0l = v0h
      v0h = rotated
      sum = (v2l >>> 0) + (v1l >>> 0)
      v2h = (v2h + v1h + (sum > 0xffff_ffff ? 1 : 0)) | 0
      v2l = sum | 0
      sum = (v0l >>> 0) + (v3l >>> 0)
      v0h = (v0h + v3h + (sum > 0xffff_ffff ? 1 : 0)) | 0
      v0l = sum | 0
      rotated = ((v1l << 17) | (v1h >>> 15)) ^ v2l
      v1h = ((v1h << 17) | (v1l >>> 15)) ^ v2h
      v1l = rotated
      rotated = ((v3l << 21) | (v3h >>> 11)) ^ v0l
      v3h = ((v3h << 21) | (v3l >>> 11)) ^ v0h
      v3l = rotated
      // v2 rotated by 32
      rotated = v2l
      v2l = v2h
      v2h = rotated
    }
    v0l ^= low
    v0h ^= high
  }
  return { high: (v0h ^ v1h ^ v2h ^ v3h) >>> 0, low: (v0l ^ v1l ^ v2l ^ v3l) >>> 0 }
}

/** The partition, from 0, of a record with this key (which may be empty). */
export function partitionForKey(key: Uint8Array, partitions: number): number {
  const message = new Uint8Array(8 + key.length)
  for (let i = 0; i < 4; i++) message[i] = key.length >>> (8 * i)
  message.set(key, 8)
  const { high, low } = sipHash(message)
  // 64 bit remainder, 16 bits at a time, so that no product leaves the safe integers
  const withMiddle = ((high % partitions) * 0x1_0000 + (low >>> 16)) % partitions
  return (withMiddle * 0x1_0000 + (low & 0xffff)) % partitions
}

/** Where a producer puts records without a key: one partition after the other, from 0. */
export class RoundRobin {
  #next = 0

  /** @param partitions how many there are now */
  next(partitions: number): number {
    const partition = this.#next % partitions
    this.#next++
    return partition
  }
}

/** Up to `size` bytes from `at`, little endian; bytes past the end count as zero. */
function littleEndian(bytes: Uint8Array, at: number, size: number): number {
  let value = 0
  const end = Math.min(at + size, bytes.length)
  for (let i = at; i < end; i++) value |= bytes[i]! << (8 * (i - at))
  return value
}

/** High half of the last word: up to three bytes, and on top the low byte of the message's length. */
function lastHigh(message: Uint8Array): number {
  const at = (message.length & ~7) + 4
  return littleEndian(message, at, 3) | (message.length << 24)
}
