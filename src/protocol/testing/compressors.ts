import fc from 'fast-check'
import { type Bytes, concatBytes } from '../bytes.ts'
import { crc32c } from '../crc32c.ts'
import { xxHash32 } from '../xxHash32.ts'

// Writers of the formats the codecs read: from a list of literals and copies, not from a search for repetitions.

/** Literal bytes, or a copy of what was written `distance` bytes ago. */
export type Piece = { readonly literal: Bytes } | { readonly distance: number; readonly count: number }

/** Pieces that make sense: every copy reaches back into what is there. With the bytes they stand for. */
export const pieces: fc.Arbitrary<{ readonly pieces: Piece[]; readonly plain: Bytes }> = fc
  .array(
    fc.tuple(
      fc.uint8Array({ minLength: 1, maxLength: 90 }),
      fc.nat(),
      fc.oneof(fc.integer({ min: 4, max: 70 }), fc.integer({ min: 4, max: 700 })),
    ),
    { maxLength: 20 },
  )
  .map((drawn) => {
    const plain: number[] = []
    const made: Piece[] = []
    for (const [literal, far, count] of drawn) {
      made.push({ literal: new Uint8Array(literal) })
      plain.push(...literal)
      const distance = 1 + (far % plain.length)
      made.push({ distance, count })
      for (let i = 0; i < count; i++) plain.push(plain[plain.length - distance]!)
    }
    // lz4 ends with literals
    made.push({ literal: new Uint8Array([1, 2, 3]) })
    plain.push(1, 2, 3)
    return { pieces: made, plain: new Uint8Array(plain) }
  })

const little = (value: number, size: number): Bytes =>
  new Uint8Array(Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256))

/** A raw snappy block. */
export function snappyBlock(list: readonly Piece[], size: number): Bytes {
  const parts: Uint8Array[] = [varint(size)]
  for (const piece of list) {
    if ('literal' in piece) {
      const { length } = piece.literal
      parts.push(
        length <= 60 ? little((length - 1) << 2, 1) : little((60 << 2) | ((length - 1) << 8), 2),
        piece.literal,
      )
    } else {
      for (let left = piece.count; left > 0; ) {
        const { distance } = piece
        const count = Math.min(left, 64)
        const short = count >= 4 && count <= 11 && distance < 2048
        parts.push(
          short
            ? little(1 | ((count - 4) << 2) | ((distance >>> 8) << 5) | ((distance & 255) << 8), 2)
            : little(2 | ((count - 1) << 2) | (distance << 8), 3),
        )
        left -= count
      }
    }
  }
  return concatBytes(parts)
}

/** A snappy frame stream of chunks, each compressed (its block) or plain. */
export function snappyFrame(chunks: readonly { readonly block: Bytes | null; readonly plain: Bytes }[]): Bytes {
  const parts = [new Uint8Array([0xff, 6, 0, 0, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59])]
  for (const { block, plain } of chunks) {
    const crc = crc32c(plain)
    const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
    const body = block ?? plain
    parts.push(new Uint8Array([block ? 0 : 1]), little(body.length + 4, 3), little(masked, 4), body)
  }
  return concatBytes(parts)
}

/** One lz4 block. */
export function lz4Block(list: readonly Piece[]): Bytes {
  const parts: Uint8Array[] = []
  const longer = (count: number): number[] => {
    const more: number[] = []
    for (let left = count - 15; left >= 0; left -= 255) more.push(Math.min(255, left))
    return more
  }
  for (let i = 0; i < list.length; i += 2) {
    const [literal, copy] = [list[i], list[i + 1]]
    if (!literal || !('literal' in literal) || (copy && 'literal' in copy))
      throw new Error('literals and copies in turn')
    const { length } = literal.literal
    const count = copy ? copy.count - 4 : 0
    parts.push(new Uint8Array([(Math.min(length, 15) << 4) | Math.min(count, 15), ...longer(length)]), literal.literal)
    if (copy) parts.push(little(copy.distance, 2), new Uint8Array(longer(count)))
  }
  return concatBytes(parts)
}

/** An lz4 frame with all its checksums and the size of its content. */
export function lz4Frame(
  blocks: readonly { readonly block: Bytes | null; readonly plain: Bytes }[],
  linked = false,
): Bytes {
  const content = concatBytes(blocks.map(({ plain }) => plain))
  const descriptor = concatBytes([new Uint8Array([linked ? 0x5c : 0x7c, 0x40]), little(content.length, 8)])
  const parts = [little(0x184d2204, 4), descriptor, little((xxHash32(descriptor) >>> 8) & 0xff, 1)]
  for (const { block, plain } of blocks) {
    const body = block ?? plain
    parts.push(little(body.length + (block ? 0 : 0x8000_0000), 4), body, little(xxHash32(body), 4))
  }
  return concatBytes([...parts, little(0, 4), little(xxHash32(content), 4)])
}

/** A zstd frame of raw and run length blocks. */
export function zstdFrame(blocks: readonly (Bytes | { readonly byte: number; readonly count: number })[]): Bytes {
  const parts = [new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x48])]
  for (const [i, block] of blocks.entries()) {
    const last = i === blocks.length - 1 ? 1 : 0
    if (block instanceof Uint8Array) parts.push(little(last | (block.length << 3), 3), block)
    else parts.push(little(last | 2 | (block.count << 3), 3), new Uint8Array([block.byte]))
  }
  return concatBytes(parts)
}

function varint(value: number): Bytes {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return new Uint8Array([...bytes, rest])
}
