import { expect, test } from 'vitest'
import { deferred } from './deferred.ts'

interface Mill {
  grind(grains: number): Promise<number>
  ping(): Promise<string>
}

function slowMill() {
  const ground: number[] = []
  let open = (_: Mill) => {}
  let fail = (_: Error) => {}
  const opening = new Promise<Mill>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  const mill: Mill = {
    async grind(grains) {
      ground.push(grains)
      return grains * 2
    },
    ping: async () => 'late',
  }
  return { mill: deferred(opening, { ping: async () => 'at once' }), open: () => open(mill), fail, ground }
}

test('calls wait, in order; own methods do not', async () => {
  const { mill, open, ground } = slowMill()
  const results = Promise.all([mill.grind(1), mill.grind(2)])
  expect(await mill.ping()).toBe('at once')
  expect(ground).toEqual([])
  open()
  expect(await results).toEqual([2, 4])
  expect(ground).toEqual([1, 2])
  expect(await mill.ping()).toBe('at once')
})

test('calls reject when opening fails', async () => {
  const { mill, fail } = slowMill()
  const pending = mill.grind(1)
  fail(new Error('no storage'))
  await expect(pending).rejects.toThrow('no storage')
})

test('it can be handed through an async function', async () => {
  const { mill } = slowMill()
  expect(await Promise.resolve(mill)).toBe(mill)
})
