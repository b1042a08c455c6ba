import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Overdue } from '../smartengine/chainHost.ts'
import type { EngineError } from '../smartengine/engineError.ts'
import { Watchdog } from './watchdog.ts'

const budgets = { startup: 5000, call: 2000, keepGoing: 30_000 }

let told: (string | null)[]
let timeouts: EngineError[]
/** ms by which the thread was kept from running timers; its clock shows them, its timers do not */
let blocked: number

beforeEach(() => {
  vi.useFakeTimers()
  told = []
  timeouts = []
  blocked = 0
})
afterEach(() => vi.useRealTimers())

function watchdog(): Watchdog {
  const onOverdue = (overdue: Overdue | null) => told.push(overdue && line(overdue))
  const onTimeout = (error: EngineError) => timeouts.push(error)
  return new Watchdog(['first', 'second'], budgets, { onOverdue, onTimeout }, () => Date.now() + blocked)
}

/** A watchdog whose chain has started. */
function started(): Watchdog {
  const watch = watchdog()
  watch.begin('compile', null)
  watch.end(false)
  watch.begin('alloc', 0)
  watch.end(true)
  return watch
}

function line({ smartModule, stage, baseOffset, elapsedMs, remainingMs }: Overdue): string {
  return `${smartModule} ${stage} @${baseOffset} ${elapsedMs}+${remainingMs}`
}

test('a start that loops: notice at half of the budget, ended at the whole', () => {
  const watch = watchdog()
  watch.begin('compile', null)
  watch.enter(1, 'init')
  vi.advanceTimersByTime(2499)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1)
  expect(told).toEqual(['second init @null 2500+2500'])
  vi.advanceTimersByTime(2499)
  expect(timeouts).toEqual([])
  vi.advanceTimersByTime(1)
  expect(timeouts).toMatchObject([
    { code: 'E_TIMEOUT', message: 'stopped after 5.0 s in init', step: 1, details: { stage: 'init', seconds: 5 } },
  ])
  expect(told.at(-1)).toBeNull()
  expect(vi.getTimerCount()).toBe(0)
})

test('opening, looking back and the first batch share the start-up budget; time between calls does not count', () => {
  const watch = watchdog()
  watch.begin('compile', null)
  vi.advanceTimersByTime(1500)
  watch.end(false)
  vi.advanceTimersByTime(60_000)
  watch.begin('look_back', null)
  vi.advanceTimersByTime(900)
  watch.end(false)
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual([])

  watch.begin('alloc', 40)
  watch.enter(0, 'filter')
  vi.advanceTimersByTime(100)
  expect(told).toEqual(['first filter @40 2500+2500'])
  // a first batch does not get a new budget for the second module
  watch.enter(1, 'map')
  vi.advanceTimersByTime(2500)
  expect(timeouts).toMatchObject([{ step: 1, details: { stage: 'map', seconds: 5, baseOffset: 40 } }])
})

test('after the first batch each module has the call budget for each batch', () => {
  const watch = started()
  watch.begin('alloc', 80)
  watch.enter(0, 'filter')
  vi.advanceTimersByTime(1900)
  watch.enter(1, 'alloc')
  watch.enter(1, 'map')
  vi.advanceTimersByTime(999)
  expect(told).toEqual(['first filter @80 1000+1000', null])
  vi.advanceTimersByTime(1)
  expect(told.at(-1)).toBe('second map @80 1000+1000')
  vi.advanceTimersByTime(1000)
  expect(timeouts).toMatchObject([
    { message: 'stopped after 2.0 s in map, batch at offset 80', step: 1, details: { seconds: 2, baseOffset: 80 } },
  ])
})

test('going back to a step or staying in it does not wind the clock up again', () => {
  const watch = started()
  watch.begin('alloc', 0)
  watch.enter(1, 'map')
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(100)
    watch.enter(i % 2, i % 2 ? 'map' : 'filter')
  }
  expect(timeouts).toHaveLength(1)
})

test('a call that ends in time is over: no notice, no timeout', () => {
  const watch = started()
  watch.begin('alloc', 0)
  vi.advanceTimersByTime(999)
  watch.end(true)
  vi.advanceTimersByTime(60_000)
  expect([told, timeouts]).toEqual([[], []])
})

test('a notice is taken back when its call ends, and follows the stages until then', () => {
  const watch = started()
  watch.begin('alloc', 7)
  vi.advanceTimersByTime(1200)
  watch.enter(0, 'filter')
  watch.end(true)
  expect(told).toEqual(['first alloc @7 1000+1000', 'first filter @7 1200+800', null])
})

test('keep going: 30 s for this call, and the notice says so; the next call has the usual budget', () => {
  const watch = started()
  watch.begin('filter', 0)
  vi.advanceTimersByTime(1500)
  watch.keepGoing()
  expect(told).toEqual(['first filter @0 1000+1000', 'first filter @0 1500+28500'])
  vi.advanceTimersByTime(28_499)
  expect(timeouts).toEqual([])
  watch.end(true)
  watch.begin('filter', 1)
  vi.advanceTimersByTime(2000)
  expect(timeouts).toMatchObject([{ details: { seconds: 2, baseOffset: 1 } }])
})

test('keep going ends at 30 s, whether pressed before or after the notice', () => {
  for (const pressedAt of [500, 1500]) {
    const watch = started()
    timeouts = []
    watch.begin('filter', 0)
    vi.advanceTimersByTime(pressedAt)
    watch.keepGoing()
    vi.advanceTimersByTime(29_999 - pressedAt)
    expect(timeouts).toEqual([])
    vi.advanceTimersByTime(1)
    expect(timeouts).toMatchObject([{ details: { seconds: 30 } }])
  }
})

test('a start that was kept going leaves the rest of the start-up budget to the first batch', () => {
  const watch = watchdog()
  watch.begin('init', null)
  vi.advanceTimersByTime(3000)
  watch.keepGoing()
  vi.advanceTimersByTime(20_000)
  watch.end(false)
  watch.begin('filter', 0)
  vi.advanceTimersByTime(4999)
  expect(timeouts).toEqual([])
  vi.advanceTimersByTime(1)
  expect(timeouts).toHaveLength(1)
})

test('keep going without a call does nothing', () => {
  const watch = watchdog()
  watch.keepGoing()
  expect(vi.getTimerCount()).toBe(0)
})

test('a thread that was blocked reads the answers that arrived before it ends a call', () => {
  const watch = started()
  watch.begin('filter', 0)
  vi.advanceTimersByTime(1000)
  blocked = 3000
  vi.advanceTimersByTime(1000)
  expect(timeouts).toEqual([])
  watch.end(true)
  vi.advanceTimersByTime(60_000)
  expect(timeouts).toEqual([])

  watch.begin('filter', 1)
  vi.advanceTimersByTime(1000)
  blocked = 6000
  vi.advanceTimersByTime(1050)
  expect(timeouts).toHaveLength(1)
})

test('stop says nothing', () => {
  const watch = started()
  watch.begin('filter', 0)
  vi.advanceTimersByTime(1500)
  told = []
  watch.stop()
  vi.advanceTimersByTime(60_000)
  expect([told, timeouts]).toEqual([[], []])
})
