import { afterEach, expect, test, vi } from 'vitest'
import type { BatchInput, BatchOutput, Chain, ChainSpec, Overdue } from '../smartengine/chainHost.ts'
import { EngineError } from '../smartengine/engineError.ts'
import { createSandboxHost } from './sandboxHost.ts'
import { type ThreadlessSandbox, threadlessSandbox } from './testing/threadlessSandbox.ts'

// Wide apart, so that a busy machine does not turn one into the other.
const budgets = { startup: 1500, call: 600, keepGoing: 4000 }
const spec = { steps: [{ name: 'regex-filter' }, { name: 'log-level' }] } as unknown as ChainSpec
const output = { count: 1 } as BatchOutput

function batch(baseOffset: number): BatchInput {
  return { records: new Uint8Array(8), baseOffset, baseTimestamp: -1 }
}

const never = () => new Promise<never>(() => {})
const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A clock that says 0 once, and `ms` from then on. */
function fastClock(ms: number): () => number {
  let asked = 0
  return () => (asked++ === 0 ? 0 : ms)
}

/** A chain that works. */
const good: Chain = {
  open: async () => [],
  lookBack: async () => {},
  process: async () => output,
}

let sandboxes: ThreadlessSandbox[] = []
afterEach(() => {
  for (const sandbox of sandboxes) sandbox.worker.terminate()
  sandboxes = []
})

function host(chain: Partial<Chain> = {}, boot: () => Promise<readonly string[]> = async () => []) {
  return createSandboxHost({
    budgets,
    spawn: () => {
      const sandbox = threadlessSandbox({ ...good, ...chain }, boot)
      sandboxes.push(sandbox)
      return sandbox.worker
    },
  })
}

function start(chain: Partial<Chain> = {}) {
  const told: (Overdue | null)[] = []
  const handle = host(chain).start(spec, (overdue) => told.push(overdue))
  return { handle, told }
}

test('one sandbox per chain, and one ahead', async () => {
  const chains = host()
  expect(sandboxes).toHaveLength(1)
  const first = chains.start(spec, () => {})
  const second = chains.start(spec, () => {})
  expect(sandboxes).toHaveLength(3)
  await first.open()
  expect(await second.process(batch(0))).toEqual(output)
  first.close()
  second.close()
  expect(sandboxes.map((sandbox) => sandbox.terminated)).toEqual([true, true, false])
})

test('open hands back what the chain compiled', async () => {
  const module = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))
  const { handle } = start({ open: async () => [{ module, kind: 'filter', generation: null }] })
  const [step] = await handle.open()
  expect(step?.module).toBeInstanceOf(WebAssembly.Module)
  expect(step?.kind).toBe('filter')
})

test('calls run one at a time, in order, and the clock times the call and not the queue', async () => {
  let running = 0
  const order: number[] = []
  const { handle } = start({
    process: async ({ baseOffset }) => {
      expect(++running).toBe(1)
      order.push(baseOffset)
      await after(320)
      running--
      return output
    },
  })
  // 5 × 320 ms in the queue, more than any budget of one call
  await Promise.all([0, 1, 2, 3, 4].map((offset) => handle.process(batch(offset))))
  expect(order).toEqual([0, 1, 2, 3, 4])
})

test('the bytes of a batch move into the sandbox', async () => {
  const seen: number[] = []
  const { handle } = start({
    process: async ({ records }) => {
      seen.push(records.byteLength)
      return output
    },
  })
  const input = batch(0)
  await handle.process(input)
  expect(seen).toEqual([8])
  expect(input.records.byteLength).toBe(0)
})

test('a batch is in the sandbox before the one before it is answered, and no more than one', async () => {
  const inputs = [batch(0), batch(1), batch(2)]
  const moved = () => inputs.map(({ records }) => records.byteLength === 0)
  let answer: (output: BatchOutput) => void = () => {}
  const { handle } = start({ process: () => new Promise((resolve) => (answer = resolve)) })
  await handle.open()
  const answers = inputs.map((input) => handle.process(input))
  await vi.waitFor(() => expect(moved()).toEqual([true, true, false]))
  await after(20)
  expect(moved()).toEqual([true, true, false])
  answer(output)
  await vi.waitFor(() => expect(moved()).toEqual([true, true, true]))
  answer(output)
  await answers[1]
  await after(5)
  answer(output)
  await Promise.all(answers)
})

test('a chain that never returns is stopped, and only it', async () => {
  const chains = host({
    process: async ({ baseOffset }, onStage) => {
      onStage(1, 'map')
      return baseOffset === 40 ? never() : output
    },
  })
  const told: (Overdue | null)[] = []
  const stuck = chains.start(spec, (overdue) => told.push(overdue))
  const other = chains.start(spec, () => {})
  await stuck.process(batch(0))
  const stopped = stuck.process(batch(40))
  const queued = stuck.process(batch(80))
  expect(await other.process(batch(0))).toEqual(output)
  const error = {
    name: 'EngineError',
    code: 'E_TIMEOUT',
    message: 'stopped after 0.6 s in map, batch at offset 40',
    details: { stage: 'map', seconds: 0.6, baseOffset: 40 },
    step: 1,
  }
  await expect(stopped).rejects.toMatchObject(error)
  await expect(queued).rejects.toMatchObject(error)
  expect(told).toMatchObject([{ smartModule: 'log-level', stage: 'map', baseOffset: 40 }, null])
  expect(sandboxes.map((sandbox) => sandbox.terminated)).toEqual([true, false, false])
  expect(await other.process(batch(40)).catch((error: EngineError) => error.code)).toBe('E_TIMEOUT')
  expect(await chains.start(spec, () => {}).process(batch(0))).toEqual(output)
})

test('keep going lets a slow call finish', async () => {
  const { handle, told } = start({
    open: async () => {
      await after(2200)
      return []
    },
  })
  const opened = handle.open()
  await vi.waitFor(() => expect(told).toHaveLength(1), 1400)
  expect(told).toMatchObject([{ stage: 'compile', baseOffset: null }])
  handle.keepGoing()
  expect(await opened).toEqual([])
  expect(told.at(-1)).toBeNull()
})

test('kill rejects at once what runs and what waits, and takes the notice back', async () => {
  const { handle, told } = start({
    process: (_, onStage) => {
      onStage(0, 'filter')
      return never()
    },
  })
  const calls = [handle.process(batch(40)), handle.process(batch(80))]
  await vi.waitFor(() => expect(told).toHaveLength(1), 1400)
  handle.kill()
  expect(sandboxes[0]?.terminated).toBe(true)
  const settled = await Promise.all(calls.map((call) => call.catch((error: EngineError) => error)))
  const killed = { code: 'E_KILLED', step: 0, details: { stage: 'filter', baseOffset: 40 } }
  expect(settled).toMatchObject([killed, killed])
  expect(told).toMatchObject([{ stage: 'filter' }, null])
  await expect(handle.open()).rejects.toMatchObject({ code: 'E_KILLED' })
})

test('close settles what runs and reports nothing', async () => {
  const { handle, told } = start({ process: never })
  const running = handle.process(batch(0))
  await after(20)
  handle.close()
  await expect(running).rejects.toMatchObject({ code: 'E_KILLED' })
  await after(budgets.startup)
  expect([sandboxes[0]?.terminated, told]).toEqual([true, []])
})

test('kill before the sandbox has booted', async () => {
  const handle = host({}, never).start(spec, () => {})
  const opened = handle.open()
  handle.kill()
  await expect(opened).rejects.toMatchObject({ code: 'E_KILLED' })
})

test('an error of the chain keeps its fields and ends the sandbox', async () => {
  const { handle } = start({
    process: () => Promise.reject(new EngineError('E_TRAP', 'unreachable', { offset: 123 }, 1)),
  })
  const trap = { name: 'EngineError', code: 'E_TRAP', message: 'unreachable', details: { offset: 123 }, step: 1 }
  await expect(handle.process(batch(0))).rejects.toMatchObject(trap)
  expect(sandboxes[0]?.terminated).toBe(true)
  await expect(handle.process(batch(1))).rejects.toMatchObject(trap)
})

test('anything else that is thrown in a sandbox means that the sandbox is gone', async () => {
  const { handle } = start({ open: () => Promise.reject(new TypeError('x is undefined')) })
  await expect(handle.open()).rejects.toMatchObject({
    code: 'E_SANDBOX_DIED',
    message: 'the sandbox is gone (TypeError: x is undefined) in compile',
  })
})

test('a sandbox that fires error', async () => {
  const { handle } = start({ process: never })
  const running = handle.process(batch(40))
  await after(20)
  sandboxes[0]?.fail('out of memory')
  await expect(running).rejects.toMatchObject({
    code: 'E_SANDBOX_DIED',
    details: { stage: 'alloc', baseOffset: 40 },
  })
  expect(sandboxes[0]?.terminated).toBe(true)
})

test('a standby that died is not used', async () => {
  const chains = host()
  sandboxes[0]?.fail('script failed')
  await chains.start(spec, () => {}).open()
  expect(sandboxes).toHaveLength(3)
})

test('a worker that cannot be started', async () => {
  const chains = createSandboxHost({
    budgets,
    spawn: () => {
      throw new Error('refused by the content policy')
    },
  })
  const handle = chains.start(spec, () => {})
  await expect(handle.open()).rejects.toMatchObject({
    code: 'E_SANDBOX_DIED',
    message: expect.stringContaining('refused by the content policy'),
  })
  handle.kill()
})

test('budgets above the limits have no effect', async () => {
  const sandbox = threadlessSandbox(
    {
      ...good,
      open: (_, onStage) => {
        onStage(0, 'compile')
        return never()
      },
    },
    async () => [],
  )
  sandboxes.push(sandbox)
  const chains = createSandboxHost({
    budgets: { startup: 60_000, keepGoing: 1 },
    spawn: () => sandbox.worker,
    // a clock on which half of the limit is over at once
    now: fastClock(2500),
  })
  const told: (Overdue | null)[] = []
  const handle = chains.start(spec, (overdue) => told.push(overdue))
  const opened = handle.open()
  await vi.waitFor(() => expect(told[0]).toMatchObject({ elapsedMs: 2500, remainingMs: 2500 }))
  handle.close()
  await expect(opened).rejects.toMatchObject({ code: 'E_KILLED' })
})

test('a sandbox that can reach out is refused', async () => {
  const handle = host({}, async () => ['fetch', 'Worker']).start(spec, () => {})
  await expect(handle.open()).rejects.toMatchObject({
    code: 'E_SANDBOX_DIED',
    message: 'the sandbox is gone: it can still reach fetch, Worker',
    details: { reachable: ['fetch', 'Worker'] },
  })
  expect(sandboxes[0]?.terminated).toBe(true)
})
