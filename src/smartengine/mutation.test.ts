import { expect, test } from 'vitest'
import type { Bytes } from '../protocol/bytes.ts'
import { createChain } from './chain.ts'
import { EngineError } from './engineError.ts'
import { preflight } from './preflight.ts'
import { answering } from './testing/handMade.ts'
import { sample } from './testing/run.ts'

/** Numbers below `limit` that are the same in every run (mulberry32). */
function seeded(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

/** 1 to 40 edited bytes; half of the edits in the first 2,000 bytes, where the structure is; sometimes a cut. */
function mutate(original: Bytes, random: (limit: number) => number): Bytes {
  const bytes = original.slice()
  for (let edits = 1 + random(40); edits > 0; edits--) {
    const at = random(random(2) === 0 ? Math.min(2000, bytes.length) : bytes.length)
    bytes[at] = random(3) === 0 ? 0xff : random(256)
  }
  return random(10) === 0 ? bytes.slice(0, random(bytes.length)) : bytes
}

const ORIGINALS = ['log-level', 'two-argument-map', 'interface-of-2022', 'grows-memory'].map(sample)
ORIGINALS.push(answering([0, 0, 0, 0, 0]))

test('4,000 mutated modules: read or refused by name, and what is let through keeps the limits', () => {
  const random = seeded(20_210_811)
  const codes = new Map<string, number>()
  let slowest = 0
  for (let i = 0; i < 4000; i++) {
    const bytes = mutate(ORIGINALS[i % ORIGINALS.length] as Bytes, random)
    const before = performance.now()
    let outcome = 'read'
    try {
      const { rewritten, facts } = preflight(bytes)
      // read again: the maximums are there, so that nothing has to be rewritten
      expect(preflight(rewritten).rewritten).toBe(rewritten)
      expect(facts.memoryCap).toBeLessThanOrEqual(4096)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      outcome = error.code
    }
    codes.set(outcome, (codes.get(outcome) ?? 0) + 1)
    slowest = Math.max(slowest, performance.now() - before)
  }
  expect(codes.get('E_MALFORMED')).toBeGreaterThan(500)
  expect(codes.get('read')).toBeGreaterThan(100)
  expect(slowest).toBeLessThan(500)
})

test('300 mutated modules that are read: they open, or end in an EngineError', async () => {
  const random = seeded(7)
  const outcomes = new Set<string>()
  for (let opened = 0; opened < 300; ) {
    const bytes = mutate(ORIGINALS[random(3)] as Bytes, random)
    let read: ReturnType<typeof preflight>
    try {
      read = preflight(bytes)
    } catch {
      continue
    }
    opened++
    try {
      const steps = [{ name: 'mutant', code: read.rewritten, facts: read.facts, params: {} }]
      // a trial: a mutant's init might never return
      await createChain().open({ steps, trial: true }, () => {})
      outcomes.add('opened')
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      outcomes.add(error.code)
    }
  }
  expect([...outcomes].sort()).toEqual(expect.arrayContaining(['E_COMPILE', 'opened']))
})
