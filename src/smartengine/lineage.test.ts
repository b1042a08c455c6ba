import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { follow, indexes, matchDeltas, offsetDeltas } from './lineage.ts'

const deltas = (...values: number[]) => Int32Array.from(values)

/** By definition: the one input record of that delta, or -1. */
function oracle(input: readonly number[], output: readonly number[]): number[] {
  return output.map((delta) => {
    const places = input.flatMap((value, place) => (value === delta ? [place] : []))
    return places.length === 1 ? (places[0] ?? -1) : -1
  })
}

describe('matching deltas', () => {
  test('equal lists are the identity', () => {
    expect(matchDeltas(deltas(0, 4, 9), deltas(0, 4, 9), 3)).toBe(null)
  })

  test('finds what the definition finds', () => {
    const small = fc.array(fc.integer({ min: -3, max: 12 }), { maxLength: 12 })
    const ascending = small.map((values) => [...new Set(values)].sort((a, b) => a - b))
    fc.assert(
      fc.property(fc.oneof(small, ascending), small, (input, output) => {
        const matches = matchDeltas(deltas(...input), deltas(...output), output.length)
        expect([...indexes(matches, output.length)]).toEqual(oracle(input, output))
      }),
    )
  })

  test('many records backwards take no time', () => {
    const input = Int32Array.from({ length: 200_000 }, (_, i) => i)
    const output = Int32Array.from({ length: 100_000 }, (_, i) => (i % 2) * 199_999)
    expect(matchDeltas(input, output, output.length)?.[99_999]).toBe(199_999)
  })

  test('what cannot be told is unknown', () => {
    expect([...indexes(matchDeltas(null, deltas(0), 1), 1)]).toEqual([-1])
    expect([...indexes(matchDeltas(deltas(0), null, 2), 2)]).toEqual([-1, -1])
    expect(offsetDeltas(Uint8Array.of(0, 0, 0, 1))).toBe(null)
  })
})

test('lineages are followed through steps', () => {
  const parents = deltas(3, -1, 5)
  expect(follow(null, parents)).toBe(parents)
  expect(follow(parents, null)).toBe(parents)
  expect([...indexes(follow(parents, deltas(2, 2, 0, -1, 1)), 5)]).toEqual([5, 5, 3, -1, -1])
})
