import { describe, expect, test, vi } from 'vitest'
import { utf8 } from '../protocol/bytes.ts'
import { LIMITS } from '../smartengine/limits.ts'
import { StuckChains } from './testing/localChains.ts'
import { addSample, batchOf, consumed, localSpu, openStream, request, spuWithTopic } from './testing/localSpu.ts'

describe('a stream ends', () => {
  test('a consumer that takes its time is waited for, with some frames on their way', async () => {
    const { spu } = await spuWithTopic()
    for (let i = 0; i < 40; i++) await spu.produce('t', 0, batchOf(String(i)))
    const release: (() => void)[] = []
    const consuming = spu.consume(
      request(),
      () => new Promise<void>((resolve) => release.push(resolve)),
      new AbortController().signal,
    )
    let over = false
    const done = consuming.then(() => {
      over = true
    })
    for (let taken = 0; taken < 40; taken++) {
      const sent = Math.min(40, 32 + taken)
      await vi.waitFor(() => expect(release).toHaveLength(sent))
      await new Promise((resolve) => setTimeout(resolve, 2))
      expect(release).toHaveLength(sent)
      expect(over).toBe(false)
      release[taken]!()
    }
    await done
  })

  test('cancelled while the consumer takes its time, or before it began', async () => {
    const { spu, chains } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    const chain = [await addSample(spu, 'regex-scrubbing')]
    const cancel = new AbortController()
    const never = spu.consume(
      request({ chain }),
      () => new Promise(() => setTimeout(() => cancel.abort(), 5)),
      cancel.signal,
    )
    await never
    const frames: unknown[] = []
    await spu.consume(request({ chain }), (frame) => void frames.push(frame), AbortSignal.abort())
    expect(frames).toEqual([])
    expect(chains.open).toBe(0)
  })

  test('cancelled while a module does not return: the chain is closed', async () => {
    const chains = new StuckChains()
    const { spu } = localSpu(chains)
    await spu.createTopic('t', 1)
    await spu.produce('t', 0, batchOf('a'))
    const { received, done, cancel } = openStream(spu, { chain: [await addSample(spu, 'regex-scrubbing')] })
    await vi.waitFor(() => expect(chains.chains[0]?.calls).toHaveLength(1))
    cancel()
    await done
    expect(received.frames).toEqual([])
    expect(received.states.at(-1)).toBe('ended: cancelled')
  })

  test('killed: nothing of the fetch crosses but the error', async () => {
    const chains = new StuckChains()
    const { spu } = localSpu(chains)
    await spu.createTopic('t', 1)
    await spu.produce('t', 0, batchOf('a'))
    const { stream, received, done } = openStream(spu, { chain: [await addSample(spu, 'regex-scrubbing')] })
    await vi.waitFor(() => expect(chains.chains[0]?.calls).toHaveLength(1))
    await spu.keepGoing(stream)
    expect(chains.chains[0]!.kept).toBe(1)
    await spu.kill(stream)
    await done
    expect(received.frames).toMatchObject([
      { batch: null, error: { code: 'E_KILLED', smartModule: 'regex-scrubbing' } },
    ])
    expect(received.states.at(-1)).toBe('ended: killed')
    await spu.kill('a stream that never was')
  })

  test('killed while it waits', async () => {
    const { spu, chains } = await spuWithTopic()
    const { stream, received, done } = openStream(spu, { tail: true, chain: [await addSample(spu, 'regex-scrubbing')] })
    await vi.waitFor(() => expect(received.states.at(-1)).toBe('waiting'))
    await spu.kill(stream)
    await done
    expect(received.error).toMatchObject({ code: 'E_KILLED' })
    expect(received.states.at(-1)).toBe('ended: killed')
    expect(chains.open).toBe(0)
  })

  test('overdue is told, and the end by the clock', async () => {
    const chains = new StuckChains()
    const { spu } = localSpu(chains)
    await spu.createTopic('t', 1)
    await spu.produce('t', 0, batchOf('a', 'b'))
    const { received, done } = openStream(spu, { chain: [await addSample(spu, 'regex-scrubbing')] })
    await vi.waitFor(() => expect(chains.chains[0]?.calls).toHaveLength(1))
    const [chain] = chains.chains
    const overdue = {
      smartModule: 'regex-scrubbing',
      stage: 'map',
      baseOffset: 0,
      elapsedMs: 1000,
      remainingMs: 1000,
    } as const
    chain!.onOverdue(overdue)
    await vi.waitFor(() => expect(received.states.at(-1)).toBe('overdue'))
    expect(received.trace.at(-1)).toEqual({ type: 'state', state: { kind: 'overdue', overdue, done: 0, total: 2 } })
    chain!.onOverdue(null)
    await vi.waitFor(() => expect(received.states.at(-1)).toBe('running'))
    chain!.timeOut()
    await done
    expect(received.error).toMatchObject({ code: 'E_TIMEOUT', details: { stage: 'map' } })
    expect(received.states.at(-1)).toBe('ended: timeout')
  })

  test('the ninth stream with SmartModules is refused by name; one without is not', async () => {
    const { spu, chains } = await spuWithTopic()
    const chain = [await addSample(spu, 'regex-scrubbing')]
    const plain = openStream(spu, { tail: true })
    const open = Array.from({ length: LIMITS.streams }, (_, i) =>
      openStream(spu, { stream: `s${i}`, tail: true, chain }),
    )
    for (const { received } of open) await vi.waitFor(() => expect(received.states.at(-1)).toBe('waiting'))
    await expect(spu.consume(request({ chain }), () => {}, AbortSignal.timeout(1000))).rejects.toMatchObject({
      code: 'E_STREAMS',
      details: { limit: 8, streams: ['s0', 's1', 's2', 's3', 's4', 's5', 's6', 's7'] },
    })
    await consumed(spu)
    open[0]!.cancel()
    await open[0]!.done
    await consumed(spu, { chain })
    for (const { cancel } of [...open, plain]) cancel()
    await Promise.all([...open, plain].map(({ done }) => done))
    expect(chains.open).toBe(0)
  })

  test.each(['replaced', 'deleted', 'edited'])('a topic that is %s ends its streams', async (what) => {
    const { spu, chains } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    const chain = [await addSample(spu, 'regex-scrubbing')]
    const { received, done } = openStream(spu, { tail: true, chain })
    await vi.waitFor(() => expect(received.states.at(-1)).toBe('waiting'))
    if (what === 'replaced') await spu.replaceTopic('t', [[batchOf('other')]])
    else if (what === 'deleted') await spu.deleteTopic('t')
    else await spu.editRecord('t', 0, 0, null, utf8('other'))
    await done
    expect(received.values).toEqual(['a'])
    expect(received.states.at(-1)).toBe('ended: end')
    expect(chains.open).toBe(0)
  })
})
