import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchHeartbeat } from './heartbeat.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

function heartbeat(answers: (ping: number) => boolean, isNeeded = () => true) {
  const seen = { pings: 0, dead: 0 }
  const watched = watchHeartbeat({
    ping: () => (answers(++seen.pings) ? Promise.resolve() : new Promise(() => {})),
    isNeeded,
    onDead: () => {
      seen.dead++
    },
  })
  return { seen, stop: () => watched.stop() }
}

test('asks every 5 s while that is needed', async () => {
  let needed = false
  const { seen, stop } = heartbeat(
    () => true,
    () => needed,
  )
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen.pings).toBe(0)
  needed = true
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen).toEqual({ pings: 12, dead: 0 })
  stop()
})

test('silence is told once, within 12 s of the last moment it can have begun', async () => {
  const { seen } = heartbeat((ping) => ping <= 2)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(seen.pings).toBe(2)
  await vi.advanceTimersByTimeAsync(10_999)
  expect(seen.dead).toBe(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(seen.dead).toBe(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen).toEqual({ pings: 4, dead: 1 })
})

test('one miss is forgiven', async () => {
  const { seen, stop } = heartbeat((ping) => ping % 2 === 0)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen.dead).toBe(0)
  stop()
  expect(vi.getTimerCount()).toBe(0)
})
