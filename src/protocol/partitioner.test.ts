import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, utf8 } from './bytes.ts'
import { partitionForKey, RoundRobin, sipHash } from './partitioner.ts'
import spu from './testing/spu-partitions.json'

describe('hash of a key', () => {
  // Rust's standard hasher over a byte slice: its length (u64, little endian), its bytes
  test.each([
    ['', 'e849e8bb6ffe2567', 2, 9],
    ['a', 'feb15081b68ca86b', 1, 7],
    ['key', '1bf94d5174027fca', 2, 6],
    ['banana', '15d18925da5dd7bc', 2, 8],
    ['0123456789abcdef', 'c4d0363f590e0c1b', 0, 3],
    ['häß', 'ef90b2ea6dfdb78d', 2, 1],
  ])('%j', (text, hash, ofThree, ofTen) => {
    const key = utf8(text)
    const { high, low } = sipHash(concatBytes([new Uint8Array([key.length, 0, 0, 0, 0, 0, 0, 0]), key]))
    expect(high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')).toBe(hash)
    expect(partitionForKey(key, 3)).toBe(ofThree)
    expect(partitionForKey(key, 10)).toBe(ofTen)
  })

  test('modulo any number of partitions', () => {
    const hash = 0xc4d0_363f_590e_0c1bn
    for (const partitions of [1, 2, 7, 1000, 65_537, 2 ** 31 - 1]) {
      expect(partitionForKey(utf8('0123456789abcdef'), partitions)).toBe(Number(hash % BigInt(partitions)))
    }
  })
})

describe('as Fluvio’s producer placed records', () => {
  test.each(spu.keys)('key $key', ({ key, placed }) => {
    for (const [partitions, partition] of Object.entries(placed)) {
      expect(partitionForKey(fromHex(key ?? ''), Number(partitions))).toBe(partition)
    }
  })

  test('records with and without keys, in order', () => {
    const { partitions, records } = spu.sequence
    const roundRobin = new RoundRobin()
    const placed = records.map(([key]) =>
      typeof key === 'string' ? partitionForKey(fromHex(key), partitions) : roundRobin.next(partitions),
    )
    expect(placed).toEqual(records.map(([, partition]) => partition))
  })
})
