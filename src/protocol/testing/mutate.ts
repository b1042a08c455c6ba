import type { Bytes } from '../bytes.ts'

/** Numbers from 0 to below a limit, the same for the same seed (mulberry32). */
export type Dice = (below: number) => number

export function seededDice(seed: number): Dice {
  let state = seed | 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below)
  }
}

/** Bytes that mean something in varints, tags and counts. */
const TELLING = [0x00, 0x01, 0x02, 0x7f, 0x80, 0x81, 0xfe, 0xff]

/** i32 counts and varint lengths at the edges. */
const EDGES = [
  [0x7f, 0xff, 0xff, 0xff],
  [0x80, 0x00, 0x00, 0x00],
  [0xff, 0xff, 0xff, 0xff],
  [0x00, 0xff, 0xff, 0xff],
  [0x00, 0x01, 0x00, 0x00],
  [0xfe, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
]

/** One to four changes of an output; `others` lends pieces. */
export function mutate(original: Bytes, others: readonly Bytes[], dice: Dice): Bytes {
  let bytes = original
  for (let changes = 1 + dice(4); changes > 0; changes--) bytes = mutateOnce(bytes, others, dice)
  return bytes
}

function mutateOnce(bytes: Bytes, others: readonly Bytes[], dice: Dice): Bytes {
  const at = dice(bytes.length + 1)
  const length = dice(Math.min(24, bytes.length - at) + 1)
  switch (dice(8)) {
    case 0:
      return splice(bytes, at, Math.min(1, bytes.length - at), [(bytes[at] ?? 0) ^ (1 << dice(8))])
    case 1:
      return splice(bytes, at, Math.min(1, bytes.length - at), [TELLING[dice(TELLING.length)] ?? 0])
    case 2:
      return splice(bytes, at, Math.min(1, bytes.length - at), [dice(256)])
    case 3:
      return bytes.slice(0, at)
    case 4:
      return splice(bytes, at, length, [])
    case 5:
      return splice(bytes, at, 0, bytes.subarray(at, at + length))
    case 6: {
      const edge = EDGES[dice(EDGES.length)] ?? []
      return splice(bytes, dice(2) === 0 ? 0 : at, Math.min(edge.length, bytes.length - at), edge)
    }
    default: {
      const other = others[dice(others.length)] ?? bytes
      const from = dice(other.length + 1)
      return splice(bytes, at, length, other.subarray(from, from + dice(24)))
    }
  }
}

/** The bytes with `length` of them, from `at` on, replaced. */
function splice(bytes: Bytes, at: number, length: number, piece: ArrayLike<number>): Bytes {
  const result = new Uint8Array(bytes.length - length + piece.length)
  result.set(bytes.subarray(0, at))
  result.set(piece, at)
  result.set(bytes.subarray(at + length), at + piece.length)
  return result
}
