import { expect, test } from 'vitest'
import { Bell } from './bell.ts'

test('a ring before the wait is not lost, and two rings are one', async () => {
  const bell = new Bell()
  bell.ring()
  bell.ring()
  await bell.wait()
  let heard = false
  const second = bell.wait().then(() => {
    heard = true
  })
  await new Promise((resolve) => setTimeout(resolve, 1))
  expect(heard).toBe(false)
  bell.ring()
  await second
})

test('a wait that was given up does not take the ring of the next one', async () => {
  const bell = new Bell()
  void bell.wait()
  const next = bell.wait()
  bell.ring()
  await next
})
