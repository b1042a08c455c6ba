import { expect, test } from 'vitest'
import type { StreamState } from './spu.ts'
import { StreamStates } from './streamState.ts'

function states() {
  const told: StreamState[] = []
  const sink = { emit: (event: { type: string; state?: StreamState }) => void told.push(event.state!), end: () => {} }
  const clock = { now: 0, done: 0 }
  const stream = new StreamStates(
    sink,
    () => clock.now,
    () => ({ done: clock.done, total: 9 }),
  )
  return { told, clock, stream }
}

const slow = (baseOffset: number) =>
  ({ smartModule: 'x', stage: 'map', baseOffset, elapsedMs: 1000, remainingMs: 1000 }) as const

test('progress is told at most every 50 ms', () => {
  const { told, clock, stream } = states()
  stream.running()
  for (const now of [10, 49, 50, 60, 101]) {
    clock.now = now
    clock.done++
    stream.advanced()
  }
  expect(told).toEqual([0, 3, 5].map((done) => ({ kind: 'running', done, total: 9 })))
})

test('while one partition is overdue, others do not hide it; at the end it is running again', () => {
  const { told, clock, stream } = states()
  stream.running()
  stream.overdue(0, slow(0))
  stream.overdue(1, slow(1))
  clock.now = 1000
  stream.advanced()
  stream.overdue(0, null)
  stream.overdue(1, null)
  expect(told).toEqual([
    { kind: 'running', done: 0, total: 9 },
    { kind: 'overdue', overdue: slow(0), done: 0, total: 9 },
    { kind: 'overdue', overdue: slow(0), done: 0, total: 9 },
    { kind: 'overdue', overdue: slow(1), done: 0, total: 9 },
    { kind: 'running', done: 0, total: 9 },
  ])
})

test('overdue while starting goes back to starting', () => {
  const { told, stream } = states()
  stream.starting()
  stream.overdue(0, { ...slow(0), baseOffset: null })
  stream.overdue(0, null)
  expect(told.map(({ kind }) => kind)).toEqual(['starting', 'overdue', 'starting'])
})
