import { expect, test, vi } from 'vitest'
import { LocalChains, StuckChains } from './testing/localChains.ts'
import { addSample, batchOf, consumed, localSpu, request, spuWithTopic } from './testing/localSpu.ts'

test('finds the record that makes a batch trap', async () => {
  const { spu, chains } = await spuWithTopic()
  await spu.produce('t', 0, batchOf('a', 'b'))
  await spu.produce('t', 0, batchOf('c', 'd', '', 'e', ''))
  const wanted = { chain: [await addSample(spu, 'regex-scrubbing'), await addSample(spu, 'panic-on-empty')] }
  expect((await consumed(spu, wanted)).error).toMatchObject({ code: 'E_TRAP', step: 1 })
  expect(await spu.narrow(request(wanted), 0, 2)).toBe(4)
  expect(chains.open).toBe(0)
})

test('finds the record a module returns an error for', async () => {
  const { spu } = await spuWithTopic(2)
  await spu.produce('t', 1, batchOf('1', 'oops', '3'))
  const wanted = request({ chain: [await addSample(spu, 'require-json')] })
  expect(await spu.narrow(wanted, 1, 0)).toBe(1)
})

test('begins where the stream began', async () => {
  const { spu } = await spuWithTopic()
  await spu.produce('t', 0, batchOf('', 'a'))
  await spu.produce('t', 0, batchOf('', 'b', ''))
  const chain = [await addSample(spu, 'panic-on-empty')]
  expect(await spu.narrow(request({ chain, start: { from: 'offset', offset: 1 } }), 0, 2)).toBe(2)
  expect(await spu.narrow(request({ chain, start: { from: 'offset', offset: 3 } }), 0, 2)).toBe(4)
})

test('null when no record fails by itself, or the run does not get there', async () => {
  const { spu, chains } = await spuWithTopic()
  await spu.produce('t', 0, batchOf('a', ''))
  await spu.produce('t', 0, batchOf('b', ''))
  const good = request({ chain: [await addSample(spu, 'regex-scrubbing')] })
  const panics = request({ chain: [await addSample(spu, 'panic-on-empty')] })
  const unstarted = request({ chain: [await addSample(spu, 'regex-filter')] })
  expect(await spu.narrow(good, 0, 0)).toBeNull()
  expect(await spu.narrow(good, 0, 1)).toBeNull()
  expect(await spu.narrow(good, 0, 99)).toBeNull()
  expect(await spu.narrow(panics, 0, 2)).toBeNull()
  expect(await spu.narrow(unstarted, 0, 0)).toBeNull()
  expect(await spu.narrow(request(), 0, 0)).toBeNull()
  expect(chains.open).toBe(0)
})

test('can be killed by the name of the stream, and does not count as one', async () => {
  const chains = new StuckChains()
  const { spu } = localSpu(chains)
  await spu.createTopic('t', 1)
  await spu.produce('t', 0, batchOf('a'))
  const wanted = request({ chain: [await addSample(spu, 'regex-scrubbing')] })
  const narrowing = spu.narrow(wanted, 0, 0)
  await vi.waitFor(() => expect(chains.chains[0]?.calls).toHaveLength(1))
  await spu.kill(wanted.stream)
  expect(await narrowing).toBeNull()
})

test('a record that runs into the time limit is the one', async () => {
  const chains = new StuckChains()
  const { spu } = localSpu(chains)
  await spu.createTopic('t', 1)
  await spu.produce('t', 0, batchOf('a'))
  const narrowing = spu.narrow(request({ chain: [await addSample(spu, 'regex-scrubbing')] }), 0, 0)
  await vi.waitFor(() => expect(chains.chains[0]?.calls).toHaveLength(1))
  chains.chains[0]!.timeOut()
  expect(await narrowing).toBe(0)
})

test('refuses what a stream would refuse', async () => {
  const { spu } = localSpu(new LocalChains())
  await spu.createTopic('t', 1)
  await expect(spu.narrow(request({ topic: 'other' }), 0, 0)).rejects.toMatchObject({ code: 'E_TOPIC_NOT_FOUND' })
  await expect(spu.narrow(request(), 1, 0)).rejects.toMatchObject({ code: 'E_PARTITION' })
  const chain = [{ name: 'ghost', sha256: '00', params: {} }]
  await expect(spu.narrow(request({ chain }), 0, 0)).rejects.toMatchObject({ code: 'E_MODULE_MISSING' })
})
