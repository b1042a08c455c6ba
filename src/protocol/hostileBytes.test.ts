import { describe, expect, test } from 'vitest'
import { fuzzDecoders } from './testing/hostile.ts'

describe('bytes of strangers', () => {
  test('give a DecodeError and nothing else, and never more bytes than came in', () => {
    const result = fuzzDecoders(20_000, 1)
    expect(result.refused).toBeGreaterThan(result.readings / 4)
    expect(result.refused).toBeLessThan(result.readings)
    // a record list with right lengths can be a little longer than one with wrong lengths
    expect(result.largestExcess).toBeLessThan(64)
  })
})
