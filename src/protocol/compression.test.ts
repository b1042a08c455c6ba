import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchRecordList, decodeBatchHeader, encodeBatch, verifyBatch } from './batch.ts'
import { type Bytes, concatBytes, fromHex, utf8 } from './bytes.ts'
import { type Codec, uncompressedBatch } from './compressedBatch.ts'
import { inflate } from './compression.ts'
import { DecodeError } from './decodeError.ts'
import { encodeRecordList } from './recordList.ts'
import { fluvioRecord } from './testing/arbitraries.ts'
import { lz4Block, lz4Frame, pieces, snappyBlock, snappyFrame, zstdFrame } from './testing/compressors.ts'
import { mutate, seededDice } from './testing/mutate.ts'
import contents from './testing/spu-batches.json'
import { xxHash32 } from './xxHash32.ts'

const LIMIT = 100_000

test('xxHash32 gives the published hashes', () => {
  expect(xxHash32(utf8(''))).toBe(0x02cc_5d05)
  expect(xxHash32(utf8('abc'))).toBe(0x32d1_53ff)
  expect(xxHash32(utf8('Nobody inspects the spammish repetition'))).toBe(0xe229_3b2f)
})

describe.each(contents)('stored by an SPU: $content', ({ records, batches, ...fields }) => {
  const recordList = encodeRecordList(
    records.map(({ key, value, ...deltas }) =>
      fluvioRecord({ ...deltas, key: key === null ? null : fromHex(key), value: fromHex(value) }),
    ),
  )
  test.each(batches)('$codec', async ({ hex, baseOffset }) => {
    const stored = fromHex(hex)
    const plain = await uncompressedBatch(stored, inflate, LIMIT)
    expect(plain).toEqual(encodeBatch({ ...fields, baseOffset, recordList }))
    verifyBatch(plain)
    expect(stored).toEqual(fromHex(hex))
  })
})

describe('uncompressedBatch', () => {
  const gzipped = fromHex(contents.flatMap(({ batches }) => batches).find(({ codec }) => codec === 'gzip')?.hex ?? '')

  test('an uncompressed batch is the same object, with or without codecs', async () => {
    const batch = encodeBatch({
      recordList: fromHex('00000000'),
      lastOffsetDelta: -1,
      firstTimestamp: 1,
      maxTimestamp: 1,
    })
    expect(await uncompressedBatch(batch, undefined, LIMIT)).toBe(batch)
  })

  test('without codecs a compressed batch is refused, and the error names the codec', async () => {
    await expect(uncompressedBatch(gzipped, undefined, LIMIT)).rejects.toThrow(
      'byte 21: records compressed with gzip, expected uncompressed records',
    )
  })

  test('more than the limit is refused', async () => {
    const size = batchRecordList(await uncompressedBatch(gzipped, inflate, LIMIT)).length
    expect(decodeBatchHeader(await uncompressedBatch(gzipped, inflate, size)).compression).toBe('none')
    await expect(uncompressedBatch(gzipped, inflate, size - 1)).rejects.toThrow(`at most ${size - 1}`)
  })
})

describe('made from literals and copies', () => {
  const same = (codec: Codec, write: (drawn: { pieces: Parameters<typeof lz4Block>[0]; plain: Bytes }) => Bytes) =>
    fc.assert(
      fc.asyncProperty(pieces, async (drawn) => {
        expect(await inflate(codec, write(drawn), LIMIT)).toEqual(drawn.plain)
      }),
    )

  test('snappy', () =>
    same('snappy', ({ pieces: list, plain }) => snappyFrame([{ block: snappyBlock(list, plain.length), plain }])))

  test('lz4', () => same('lz4', ({ pieces: list, plain }) => lz4Frame([{ block: lz4Block(list), plain }])))

  test('several chunks and blocks, compressed and plain', async () => {
    const plain = utf8('abcabcabcabc')
    const list = [{ literal: utf8('abc') }, { distance: 3, count: 8 }, { literal: utf8('c') }]
    const snappy = snappyFrame([
      { block: snappyBlock(list, 12), plain },
      { block: null, plain },
    ])
    // padding and an unknown skippable chunk
    const padded = concatBytes([snappy, fromHex('fe 020000 0000'), fromHex('80 010000 00')])
    expect(await inflate('snappy', padded, LIMIT)).toEqual(utf8('abcabcabcabcabcabcabcabc'))
    const blocks = [
      { block: null, plain },
      { block: lz4Block(list), plain },
    ]
    expect(await inflate('lz4', lz4Frame(blocks), LIMIT)).toEqual(utf8('abcabcabcabcabcabcabcabc'))
  })

  test('lz4: linked blocks copy from the block before, independent ones may not', async () => {
    const blocks = [
      { block: null, plain: utf8('abcdef') },
      {
        block: lz4Block([{ literal: utf8('x') }, { distance: 7, count: 6 }, { literal: utf8('y') }]),
        plain: utf8('xabcdefy'),
      },
    ]
    expect(await inflate('lz4', lz4Frame(blocks, true), LIMIT)).toEqual(utf8('abcdefxabcdefy'))
    await expect(inflate('lz4', lz4Frame(blocks), LIMIT)).rejects.toThrow('a copy from 7 bytes ago, expected 1 to 1')
  })

  test('zstd', async () => {
    const frame = zstdFrame([utf8('abc'), { byte: 0x2e, count: 5 }, utf8('end')])
    expect(await inflate('zstd', frame, LIMIT)).toEqual(utf8('abc.....end'))
  })

  test('gzip', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (plain) => {
        expect(await inflate('gzip', new Uint8Array(gzipSync(plain)), LIMIT)).toEqual(new Uint8Array(plain))
      }),
    ))
})

describe('bombs', () => {
  const MANY = 64 * 1024 * 1024
  const copies = (count: number) => [{ literal: utf8('a') }, { distance: 1, count }, { literal: utf8('b') }]
  const bombs: readonly (readonly [Codec, Bytes])[] = [
    ['gzip', new Uint8Array(gzipSync(new Uint8Array(MANY)))],
    ['lz4', lz4Frame([{ block: lz4Block(copies(MANY / 256)), plain: new Uint8Array(MANY / 256) }])],
    [
      'snappy',
      snappyFrame(
        Array.from({ length: 40 }, () => ({
          block: snappyBlock(copies(50_000), 50_002),
          plain: concatBytes([new Uint8Array(50_001).fill(97), utf8('b')]),
        })),
      ),
    ],
    ['zstd', zstdFrame(Array.from({ length: 500 }, () => ({ byte: 0, count: 131_072 })))],
  ]
  test.each(bombs)('%s', async (codec, bytes) => {
    await expect(inflate(codec, bytes, LIMIT)).rejects.toThrow(`expected at most ${LIMIT}`)
  })

  test('zstd: a window or a size that only the header promises', async () => {
    await expect(inflate('zstd', fromHex('28b52ffd 00 f8 010000'), LIMIT)).rejects.toThrow('a window of')
    await expect(inflate('zstd', fromHex('28b52ffd a0 ffffff7f 010000'), LIMIT)).rejects.toThrow('uncompressed bytes')
  })

  test('snappy: a block that states much', async () => {
    await expect(
      inflate('snappy', fromHex('ff060000 734e61507059 00090000 00000000 ffffffff07'), LIMIT),
    ).rejects.toThrow('at most 65536')
  })
})

describe('damaged', () => {
  const plain = utf8('abcabcabcabc')
  const list = [{ literal: utf8('abc') }, { distance: 3, count: 8 }, { literal: utf8('c') }]
  const good: readonly (readonly [Codec, Bytes])[] = [
    ['gzip', new Uint8Array(gzipSync(plain))],
    ['snappy', snappyFrame([{ block: snappyBlock(list, 12), plain }])],
    ['lz4', lz4Frame([{ block: lz4Block(list), plain }])],
    ['zstd', zstdFrame([utf8('abc'), { byte: 0x2e, count: 5 }, utf8('end')])],
    ...contents.flatMap(({ batches }) =>
      batches.flatMap(({ codec, hex }) =>
        codec === 'none' ? [] : [[codec as Codec, fromHex(hex).slice(57)] as const],
      ),
    ),
  ]

  test.each(good)('%s cut anywhere is refused', async (codec, bytes) => {
    const step = Math.max(1, Math.floor(bytes.length / 100))
    for (let end = 0; end < bytes.length; end += step) {
      // an empty snappy stream, and one that ends between two chunks, is whole
      if (codec === 'snappy' && (end === 0 || end === 10)) continue
      await expect(inflate(codec, bytes.subarray(0, end), LIMIT), `${end} bytes`).rejects.toThrow(DecodeError)
    }
  })

  test.each(['snappy', 'lz4'] as const)('%s: a changed byte of the content is found by its checksum', async (codec) => {
    const bytes = (good.find(([name]) => name === codec)?.[1] ?? new Uint8Array()).slice()
    bytes[bytes.indexOf(0x61, 12)]! ^= 1
    await expect(inflate(codec, bytes, LIMIT)).rejects.toThrow('checksum')
  })

  test('any change ends with bytes or a DecodeError, never with more than the limit', async () => {
    const dice = seededDice(7)
    const originals = good.map(([, bytes]) => bytes)
    let refused = 0
    for (let i = 0; i < 4000; i++) {
      const [codec, original] = good[dice(good.length)]!
      const bytes = mutate(original, originals, dice)
      try {
        expect((await inflate(codec, bytes, LIMIT)).length).toBeLessThanOrEqual(LIMIT)
      } catch (error) {
        if (!(error instanceof DecodeError)) throw new Error(`${codec} ${bytes.join()}`, { cause: error })
        refused++
      }
    }
    expect(refused).toBeGreaterThan(1000)
  })
})
