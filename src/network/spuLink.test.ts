import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isSpuError, type SpuError } from '../spu/spu.ts'
import { serve } from '../wire/wire.ts'
import { linkSpu } from './spuLink.ts'
import type { SpuWorker } from './spuWorker.ts'

let blocked: boolean
let terminated: boolean
let askedFor: unknown
let failWorker: (message: string) => void
const ports: MessagePort[] = []

beforeEach(() => {
  blocked = false
  terminated = false
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
  for (const port of ports.splice(0)) port.close()
})

const hang = () => new Promise<never>(() => {})

/** An SPU worker without a thread; while it is `blocked` it reads nothing. */
function spawn() {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const served = {
    connect: async (budgets) => {
      askedFor = budgets
      return { kind: 'memory', reason: 'private window' }
    },
    ping: async () => {},
    listTopics: async () => [],
    trace: hang,
  } satisfies Partial<SpuWorker>
  serve<SpuWorker>(port2, served as Partial<SpuWorker> as SpuWorker)
  failWorker = (message) => {
    port1.dispatchEvent(Object.assign(new Event('error'), { message }))
  }
  return {
    postMessage: (message: unknown, transfer: Transferable[]) => {
      if (!blocked) port1.postMessage(message, transfer)
    },
    addEventListener: port1.addEventListener.bind(port1),
    removeEventListener: port1.removeEventListener.bind(port1),
    start: () => port1.start(),
    terminate: () => {
      terminated = true
    },
  }
}

function link() {
  const died: SpuError[] = []
  const spuLink = linkSpu({ spawn, budgets: { call: 300 }, onDied: (error) => died.push(error) })
  return { ...spuLink, died }
}

/** Lets messages that were posted arrive. */
const messages = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

async function pass(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    await vi.advanceTimersByTimeAsync(1000)
    await messages()
  }
}

test('connects with the budgets asked for and learns where topics are kept', async () => {
  const { storage, spu, end } = link()
  expect(await storage).toEqual({ kind: 'memory', reason: 'private window' })
  expect(askedFor).toEqual({ call: 300 })
  expect(await spu.listTopics()).toEqual([])
  end({} as SpuError)
})

test('an SPU that goes on answering may take its time', async () => {
  const { spu, died, end } = link()
  const signal = new AbortController().signal
  const tracing = spu.trace('a', () => {}, signal).catch((error: unknown) => error)
  await pass(60)
  expect(died).toEqual([])
  const over = new Error('over') as SpuError
  end(over)
  expect(await tracing).toBe(over)
  expect([died, terminated, vi.getTimerCount()]).toEqual([[], true, 0])
})

test('an SPU that stops answering is dead within 12 s, and everything pending is told', async () => {
  const { spu, died } = link()
  await messages()
  blocked = true
  const pending = spu.listTopics().catch((error: unknown) => error)
  await pass(12)
  expect(await pending).toMatchObject({ name: 'SpuError', code: 'E_ENGINE_DIED' })
  expect(died.map((error) => error.code)).toEqual(['E_ENGINE_DIED'])
  expect(terminated).toBe(true)
  expect(await spu.listTopics().catch(isSpuError)).toBe(true)
})

test('a worker error is told at once', async () => {
  const { spu, died } = link()
  const pending = spu.trace('a', () => {}, new AbortController().signal).catch((error: unknown) => error)
  failWorker('Uncaught RangeError')
  expect(await pending).toMatchObject({ code: 'E_ENGINE_DIED' })
  expect(died.map((error) => error.message)).toEqual(['the engine died: Uncaught RangeError'])
  expect(terminated).toBe(true)
})

test('a worker that cannot be started is a dead SPU', async () => {
  const died: SpuError[] = []
  const refused = () => {
    throw new TypeError('refused by the content policy')
  }
  const { spu, storage } = linkSpu({ spawn: refused, budgets: {}, onDied: (error) => died.push(error) })
  expect(died).toEqual([])
  await expect(storage).rejects.toMatchObject({ code: 'E_ENGINE_DIED' })
  await expect(spu.listTopics()).rejects.toBe(died[0])
  expect(died.map((error) => error.message)).toEqual(['the engine died: TypeError: refused by the content policy'])
})
