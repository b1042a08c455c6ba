import { afterEach, expect, test, vi } from 'vitest'
import type { WireMessage } from './messages.ts'
import { oneWay } from './oneWay.ts'
import { transfer } from './transfer.ts'
import { connect, serve, type WireEnd } from './wire.ts'

/** An interface made for these tests. */
interface Mill {
  grind(grains: number): Promise<number>
  weigh(sack: Uint8Array): Promise<number>
  fill(bytes: number): Promise<{ sack: Uint8Array; sample: Uint8Array }>
  run(onSack: (sack: number) => unknown, signal?: AbortSignal): Promise<string>
  deliver(onSack: (sack: Uint8Array) => unknown): Promise<void>
  break(): Promise<never>
}

const stopped = new Error('stopped')

/** The methods a test does not use. */
const mill: Mill = {
  grind: async (grains) => grains * 2,
  weigh: async (sack) => sack.byteLength,
  fill: async (bytes) => {
    const sack = new Uint8Array(bytes).fill(7)
    const sample = sack.slice(0, 1)
    return transfer({ sack, sample }, [sack])
  },
  run: async () => 'done',
  deliver: async () => {},
  break: async () => {
    throw stopped
  },
}

const open: { close(error: Error): void }[] = []
const ports: MessagePort[] = []

function wall(overrides: Partial<Mill> = {}, onDied?: (error: Error) => void) {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const serving = serve<Mill>(port2, { ...mill, ...overrides })
  const calling: WireEnd<Mill> = connect<Mill>(port1, onDied)
  open.push(serving, calling)
  return { calling, serving, remote: calling.remote, port1, port2 }
}

afterEach(() => {
  for (const end of open.splice(0)) end.close(stopped)
  for (const port of ports.splice(0)) port.close()
})

test('a call goes over and its result comes back', async () => {
  const { remote, calling } = wall()
  const answers = Promise.all([remote.grind(2), remote.grind(21)])
  expect(calling.pending).toBe(2)
  expect(await answers).toEqual([4, 42])
  expect(calling.pending).toBe(0)
})

test('methods of a class instance find their this', async () => {
  class Counter implements Pick<Mill, 'grind'> {
    #total = 0
    async grind(grains: number) {
      this.#total += grains
      return this.#total
    }
  }
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  open.push(serve<Counter>(port2, new Counter()))
  const counter = connect<Counter>(port1).remote
  await counter.grind(1)
  expect(await counter.grind(2)).toBe(3)
})

test('the remote side is not thenable and keeps its methods', async () => {
  const { remote } = wall()
  expect(await Promise.resolve(remote)).toBe(remote)
  expect(remote.grind).toBe(remote.grind)
})

test('a name that is no method rejects, also one that every object has', async () => {
  const { remote } = wall()
  const other = remote as unknown as Record<string, () => Promise<unknown>>
  await expect(other.toString?.()).rejects.toThrow('there is no method toString')
  await expect(other.constructor?.()).rejects.toThrow('there is no method constructor')
  await expect(other.bake?.()).rejects.toThrow('there is no method bake')
})

test('bytes are cloned unless they are given away', async () => {
  const { remote } = wall()
  const kept = new Uint8Array(100)
  expect(await remote.weigh(kept)).toBe(100)
  expect(kept.byteLength).toBe(100)

  const given = new Uint8Array(100)
  expect(await remote.weigh(transfer(given, [given]))).toBe(100)
  expect(given.byteLength).toBe(0)
})

test('a part of a larger buffer is cloned even when it is given away', async () => {
  const { remote } = wall()
  const whole = new Uint8Array(100)
  const part = whole.subarray(10, 20)
  expect(await remote.weigh(transfer(part, [part]))).toBe(10)
  expect(whole.byteLength).toBe(100)
})

test('a result gives away what it lists and nothing else', async () => {
  let filled: { sack: Uint8Array; sample: Uint8Array } = { sack: new Uint8Array(), sample: new Uint8Array() }
  const { remote } = wall({
    fill: async (bytes) => {
      filled = await mill.fill(bytes)
      return filled
    },
  })
  const { sack, sample } = await remote.fill(1000)
  expect([sack.byteLength, sack[999], sample.byteLength]).toEqual([1000, 7, 1])
  expect([filled.sack.byteLength, filled.sample.byteLength]).toEqual([0, 1])
})

test('the argument of a callback can be given away, and listed twice', async () => {
  const sack = new Uint8Array(50)
  const { remote } = wall({
    deliver: async (onSack) => {
      await onSack(transfer(sack, [sack, sack, null]))
    },
  })
  const sizes: number[] = []
  await remote.deliver((received) => sizes.push(received.byteLength))
  expect([sizes, sack.byteLength]).toEqual([[50], 0])
})

test('an error keeps name, message, stack, fields and cause', async () => {
  class MillError extends Error {
    override readonly name = 'MillError'
    readonly code = 'E_STONE'
    readonly details = { stone: 'upper', cracks: [1, 2] }
    readonly step = 3
    readonly repair = () => 'cannot cross'
  }
  const cause = Object.assign(new RangeError('too hard'), { grains: 9 })
  const thrown = new MillError('the stone broke', { cause })
  const { remote } = wall({ break: () => Promise.reject(thrown) })
  const error = await remote.break().catch((caught: unknown) => caught as MillError)
  expect(error).toBeInstanceOf(Error)
  expect(error).not.toBe(thrown)
  expect({ ...error }).toEqual({ code: 'E_STONE', details: { stone: 'upper', cracks: [1, 2] }, step: 3 })
  expect([error.name, error.message, error.stack]).toEqual(['MillError', 'the stone broke', thrown.stack])
  expect(error.cause).toBeInstanceOf(Error)
  expect(error.cause).toMatchObject({ name: 'RangeError', message: 'too hard', grains: 9 })
})

test('an error that is its own cause arrives', async () => {
  const ring = new Error('ring')
  ring.cause = ring
  const { remote } = wall({ break: () => Promise.reject(ring) })
  await expect(remote.break()).rejects.toThrow('ring')
})

test('a handler that throws synchronously, and one that throws no error', async () => {
  const { remote } = wall({
    break: () => {
      throw new TypeError('at once')
    },
    grind: () => Promise.reject('just text'),
  })
  await expect(remote.break()).rejects.toMatchObject({ name: 'TypeError', message: 'at once' })
  await expect(remote.grind(1)).rejects.toMatchObject({ name: 'Error', message: 'just text' })
})

test('what cannot be cloned rejects on either side', async () => {
  const { remote, calling } = wall({ grind: async () => (() => 1) as unknown as number })
  await expect(remote.grind(1)).rejects.toMatchObject({ name: 'DataCloneError' })
  await expect(remote.weigh({ f: () => 1 } as unknown as Uint8Array)).rejects.toMatchObject({ name: 'DataCloneError' })
  expect(calling.pending).toBe(0)
})

test('callbacks arrive in order and before the result, and their return value goes back', async () => {
  const returned: unknown[] = []
  const { remote } = wall({
    run: async (onSack) => {
      for (let sack = 1; sack <= 3; sack++) returned.push(await onSack(sack))
      void onSack(4)
      void onSack(5)
      return 'done'
    },
  })
  const told: (number | string)[] = []
  const result = await remote.run(async (sack) => {
    told.push(sack)
    return sack * 10
  })
  told.push(result)
  expect(told).toEqual([1, 2, 3, 4, 5, 'done'])
  expect(returned).toEqual([10, 20, 30])
})

test('a producer waits for a slow consumer', async () => {
  let sent = 0
  const { remote } = wall({
    run: async (onSack) => {
      while (sent < 3) {
        sent++
        await onSack(sent)
      }
      return 'done'
    },
  })
  const waiting: (() => void)[] = []
  const done = remote.run(() => new Promise<void>((resolve) => waiting.push(resolve)))
  for (let turn = 1; turn <= 3; turn++) {
    await vi.waitFor(() => expect(waiting).toHaveLength(turn))
    expect(sent).toBe(turn)
    waiting[turn - 1]?.()
  }
  expect(await done).toBe('done')
})

test('a one-way callback is told in order, and no answer goes back, also when it throws', async () => {
  const { remote, port2 } = wall({
    run: async (onSack) => {
      await onSack(1)
      void onSack(2)
      return 'done'
    },
  })
  const back: string[] = []
  port2.addEventListener('message', ({ data }: MessageEvent<WireMessage>) => back.push(data.type))
  const told: number[] = []
  const result = await remote.run(
    oneWay((sack: number) => {
      told.push(sack)
      if (sack === 1) throw new Error('full')
    }),
  )
  expect([result, told]).toEqual(['done', [1, 2]])
  await remote.grind(1)
  expect(back).toEqual(['call', 'call'])
})

test('what a callback throws is thrown where it was called', async () => {
  const { remote } = wall({
    run: async (onSack) => {
      try {
        await onSack(1)
      } catch (thrown) {
        return `${(thrown as Error).name} ${(thrown as { code?: string }).code}`
      }
      return 'done'
    },
  })
  const full = Object.assign(new RangeError('full'), { code: 'E_FULL' })
  expect(await remote.run(() => Promise.reject(full))).toBe('RangeError E_FULL')
})

test('a callback is posted before the handler that called it goes on', async () => {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const posted: string[] = []
  const recorder = {
    postMessage: (message: unknown, list: Transferable[]) => {
      posted.push((message as WireMessage).type)
      port2.postMessage(message, list)
    },
    addEventListener: port2.addEventListener.bind(port2),
    removeEventListener: port2.removeEventListener.bind(port2),
    start: () => port2.start(),
  }
  const run = (onSack: (sack: number) => unknown) => {
    void onSack(1)
    posted.push('blocked')
    return Promise.resolve('done')
  }
  open.push(serve<Mill>(recorder, { ...mill, run }))
  const calling = connect<Mill>(port1)
  open.push(calling)
  await calling.remote.run(() => {})
  expect(posted).toEqual(['callback', 'blocked', 'result'])
})

test('every message names its call and method', async () => {
  const { remote, port1, port2 } = wall({
    run: async (onSack, signal) => {
      await onSack(1)
      await new Promise((resolve) => signal?.addEventListener('abort', resolve))
      throw new Error('stopped')
    },
  })
  const seen: string[] = []
  for (const port of [port1, port2]) {
    port.addEventListener('message', (event: MessageEvent<WireMessage>) => {
      const { type, id, method } = event.data
      seen.push(`${type} ${id} ${method}`)
    })
  }
  const controller = new AbortController()
  const failed = expect(remote.run(() => {}, controller.signal)).rejects.toThrow('stopped')
  await vi.waitFor(() => expect(seen).toHaveLength(3))
  controller.abort()
  await failed
  expect(seen).toEqual(['call 1 run', 'callback 1 run', 'returned 1 run', 'abort 1 run', 'failure 1 run'])
})

test('an abort reaches the handler with its reason; callbacks after it are dropped and nobody waits for them', async () => {
  let ticks = 0
  const { remote } = wall({
    run: async (onSack, signal) => {
      // one callback is on its way when the abort is
      while (!signal?.aborted) await onSack(++ticks)
      await onSack(-1)
      return `${signal.reason.name}: ${signal.reason.message}`
    },
  })
  const controller = new AbortController()
  const told: number[] = []
  const result = await remote.run((sack) => {
    told.push(sack)
    if (sack === 3) controller.abort(new RangeError('enough'))
  }, controller.signal)
  expect(result).toBe('RangeError: enough')
  expect(told).toEqual([1, 2, 3])
})

test('a signal that is aborted already arrives so', async () => {
  const { remote } = wall({ run: async (_, signal) => String(signal?.aborted) })
  expect(await remote.run(() => {}, AbortSignal.abort())).toBe('true')
})

test('close rejects what is pending and what comes later, and drops late answers', async () => {
  let answer = (_: string) => {}
  let handlerSignal: AbortSignal | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const { remote, calling, serving } = wall({
    run: (onSack, signal) => {
      handlerSignal = signal
      turn = Promise.resolve(onSack(1))
      return new Promise((resolve) => {
        answer = resolve
      })
    },
  })
  const told: number[] = []
  const consume = (sack: number) => {
    told.push(sack)
    return new Promise<void>(() => {})
  }
  const pending = remote.run(consume, new AbortController().signal)
  await vi.waitFor(() => expect(told).toEqual([1]))

  const gone = Object.assign(new Error('gone'), { code: 'E_GONE' })
  calling.close(gone)
  await expect(pending).rejects.toBe(gone)
  await expect(remote.grind(1)).rejects.toBe(gone)
  answer('late')

  serving.close(gone)
  expect(handlerSignal?.aborted).toBe(true)
  await expect(turn).rejects.toBe(gone)
})

test('a worker error and an unreadable message reject what is pending, once', async () => {
  for (const type of ['error', 'messageerror']) {
    const died: Error[] = []
    const { calling, port1 } = wall({ run: () => new Promise(() => {}) }, (error) => died.push(error))
    const pending = calling.remote.run(() => {})
    const event = Object.assign(new Event(type, { cancelable: true }), { message: 'script failed' })
    port1.dispatchEvent(event)
    port1.dispatchEvent(new Event(type))
    await expect(pending).rejects.toBe(died[0])
    expect(died).toHaveLength(1)
    expect(event.defaultPrevented).toBe(type === 'error')
    await expect(calling.remote.grind(1)).rejects.toBe(died[0])
  }
})

test('whoever is told of a death may say what everything pending rejects with', async () => {
  const ours = new Error('the engine died')
  const { calling, port1 } = wall({ run: () => new Promise(() => {}) }, () => calling.close(ours))
  const pending = calling.remote.run(() => {})
  port1.dispatchEvent(new Event('error'))
  await expect(pending).rejects.toBe(ours)
})

test('the types know what can cross', () => {
  const { port1 } = new MessageChannel()
  ports.push(port1)
  const { grind: _, ...withoutGrind } = mill
  const typesOnly = () => {
    // @ts-expect-error a method of the interface is missing
    serve<Mill>(port1, withoutGrind)
    // @ts-expect-error a method that answers at once cannot cross
    connect<{ grains(): number }>(port1)
    // @ts-expect-error a field cannot cross
    connect<{ grains: number }>(port1)
  }
  expect(typesOnly).toBeTypeOf('function')
})
