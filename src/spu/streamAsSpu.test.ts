import { describe, expect, test, vi } from 'vitest'
import { addSample, batchOf, consumed, openStream, spuWithTopic } from './testing/localSpu.ts'

const AS_SPU = { answers: 'spu' } as const
const NO_FIELDS = { nextFilterOffset: 0, highWatermark: 0, logStartOffset: 0, compression: 0 }

describe('a stream answered as an SPU would', () => {
  test('one frame is one response over all batches', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('cat', 'dog'))
    await spu.produce('t', 0, batchOf('dog', 'cat'))
    const chain = [await addSample(spu, 'regex-filter', { regex: 'cat' })]
    const { frames, batches } = await consumed(spu, { ...AS_SPU, chain })
    expect(frames).toMatchObject([
      { error: null, response: { nextFilterOffset: 4, highWatermark: 4, logStartOffset: 0, compression: 0 } },
    ])
    expect(batches.map(({ outputs }) => [...outputs])).toEqual([
      [1, 0],
      [0, 1],
    ])
  })

  test('the whole batch that holds the start passes through the modules', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('not json', '1', '2'))
    const chain = [await addSample(spu, 'require-json')]
    const { frames } = await consumed(spu, { ...AS_SPU, chain, start: { from: 'offset', offset: 1 } })
    expect(frames).toMatchObject([{ error: { code: 'E_RECORD', record: { offset: 0 } } }])
  })

  test('after a record error it goes on: after its batch, or at the end when no record came before', async () => {
    const { spu } = await spuWithTopic()
    const chain = [await addSample(spu, 'require-json')]
    for (const values of [['1', 'oops', '2'], ['3']]) await spu.produce('t', 0, batchOf(...values))
    const { frames, values, states } = await consumed(spu, { ...AS_SPU, chain })
    expect(values).toEqual(['1', '3'])
    expect(frames.map(({ error }) => error?.code)).toEqual(['E_RECORD', undefined])
    expect(states.at(-1)).toBe('ended: end')
    for (const batch of [['oops'], ['4']]) await spu.produce('t', 0, batchOf(...batch))
    const later = await consumed(spu, { ...AS_SPU, chain, start: { from: 'offset', offset: 4 } })
    expect(later.frames.map(({ error, response }) => [error?.code, response?.nextFilterOffset])).toEqual([
      ['E_RECORD', 6],
    ])
  })

  test('a trap ends it', async () => {
    const { spu } = await spuWithTopic()
    for (const value of ['a', '', 'b']) await spu.produce('t', 0, batchOf(value))
    const { frames, states } = await consumed(spu, { ...AS_SPU, chain: [await addSample(spu, 'panic-on-empty')] })
    expect(frames).toMatchObject([{ batch: null, error: { code: 'E_TRAP', fluvioCode: 2 }, response: NO_FIELDS }])
    expect(states.at(-1)).toBe('ended: error')
  })

  test.each([
    [5, 2, 'Other error: start offset: 5 is greater than leo: 1'],
    [-1, 71, 'Offset -1 is evicted. The next available is 0'],
  ])('a start at %d is answered with an error', async (offset, fluvioCode, text) => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    const { frames } = await consumed(spu, { ...AS_SPU, start: { from: 'offset', offset } })
    expect(frames).toMatchObject([{ batch: null, error: { code: 'E_OFFSET', fluvioCode, text }, response: NO_FIELDS }])
  })

  test('a module that is not there', async () => {
    const { spu } = await spuWithTopic()
    const { frames } = await consumed(spu, { ...AS_SPU, chain: [{ name: 'ghost', sha256: '00', params: {} }] })
    expect(frames).toMatchObject([
      { batch: null, error: { code: 'E_MODULE_MISSING', fluvioCode: 6001, text: 'SmartModule ghost was not found' } },
    ])
  })

  test.each([
    ['two-argument-map', 6005, 'Error initializing type mismatch with parameters SmartModule Chain'],
    ['interface-of-2022', 2, 'Other error: SmartModule err failed to decode SmartModule base input'],
  ])('a module of an older Fluvio is refused: %s', async (name, fluvioCode, text) => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('1'))
    const chain = [await addSample(spu, name)]
    const { frames } = await consumed(spu, { ...AS_SPU, chain })
    expect(frames).toMatchObject([{ batch: null, error: { fluvioCode, text } }])
    expect((await consumed(spu, { chain })).error).toBeNull()
  })

  test('without SmartModules: the file from the batch of the start on, cut at max_bytes', async () => {
    const { spu } = await spuWithTopic()
    const [first, second] = [batchOf('a', 'b'), batchOf('c', 'd')]
    for (const batch of [first, second]) await spu.produce('t', 0, batch)
    const maxBytes = first.length + second.length - 1
    const { frames } = await consumed(spu, { ...AS_SPU, maxBytes, start: { from: 'offset', offset: 1 } })
    expect(frames.map(({ batch, response }) => [batch?.length, response?.nextFilterOffset])).toEqual([[maxBytes, 0]])
  })

  test('a response of which nothing can be read is never acknowledged, so nothing follows', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    const { received, done, cancel } = openStream(spu, { ...AS_SPU, tail: true, maxBytes: 50 })
    await vi.waitFor(() => expect(received.states.at(-1)).toBe('waiting'))
    await spu.produce('t', 0, batchOf('b'))
    cancel()
    expect((await done).frames).toHaveLength(1)
  })

  test('goes on with what is produced', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    const chain = [await addSample(spu, 'regex-scrubbing')]
    const { received, done, cancel } = openStream(spu, { ...AS_SPU, chain, tail: true })
    await vi.waitFor(() => expect(received.values).toEqual(['a']))
    await spu.produce('t', 0, batchOf('b', 'c'))
    await vi.waitFor(() => expect(received.frames.at(-1)?.response?.nextFilterOffset).toBe(3))
    expect(received.offsets).toEqual([0, 1, 2])
    cancel()
    await done
  })
})
