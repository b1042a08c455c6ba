import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ChainHost, Overdue } from '../smartengine/chainHost.ts'
import { EngineError } from '../smartengine/engineError.ts'
import { createSpu } from './createSpu.ts'
import { moduleName } from './smartModules.ts'
import { LocalChains } from './testing/localChains.ts'
import { addSample, batchOf, consumed, localSpu, sampleModule, spuWithTopic } from './testing/localSpu.ts'

const quiet = () => {}

test('a module is known by its name and by the SHA-256 of the file', async () => {
  const { spu } = localSpu(new LocalChains())
  const wasm = await sampleModule('regex-scrubbing')
  const info = await spu.addSmartModule('trial', 'Regex_Scrubbing.wasm', 'file', wasm, quiet)
  expect(info).toMatchObject({
    name: 'regex-scrubbing',
    fileName: 'Regex_Scrubbing.wasm',
    sha256: createHash('sha256').update(wasm).digest('hex'),
    bytes: wasm.length,
    origin: 'file',
    facts: { kind: 'map' },
  })
  expect(await spu.listSmartModules()).toEqual([info])
})

test.each([
  ['regex_scrubbing.wasm', 'regex-scrubbing'],
  ['My Filter (2).WASM', 'my-filter--2'],
  ['a.b.wasm', 'a-b'],
  ['plain', 'plain'],
  ['__x__.wasm', 'x'],
  ['Größe.wasm', 'gr--e'],
  ['.wasm', 'smartmodule'],
  ['…', 'smartmodule'],
  [`${'x'.repeat(62)}-yz.wasm`, 'x'.repeat(62)],
])('the file %s is the SmartModule %s', (file, name) => {
  expect(moduleName(file)).toBe(name)
})

test('another build under the same name: the list has the latest, both can be used', async () => {
  const { spu } = await spuWithTopic()
  await spu.produce('t', 0, batchOf('123-45-6789'))
  const [first, second] = [await sampleModule('regex-scrubbing'), await sampleModule('require-json')]
  const one = await spu.addSmartModule('trial', 'x.wasm', 'file', first, quiet)
  const two = await spu.addSmartModule('trial', 'x.wasm', 'file', second, quiet)
  expect((await spu.listSmartModules()).map(({ sha256 }) => sha256)).toEqual([two.sha256])
  const { values } = await consumed(spu, { chain: [{ name: 'x', sha256: one.sha256, params: {} }] })
  expect(values).toEqual(['***-**-****'])
  const { error } = await consumed(spu, { chain: [{ name: 'x', sha256: two.sha256, params: {} }] })
  expect(error).toMatchObject({ code: 'E_RECORD', smartModule: 'x' })
  await spu.addSmartModule('trial', 'x.wasm', 'file', first, quiet)
  expect((await spu.listSmartModules()).map(({ sha256 }) => sha256)).toEqual([one.sha256])
})

test('the file is tried once, compiled once, and found again by the next SPU', async () => {
  const { spu, log, catalog, chains } = await spuWithTopic(2)
  for (const partition of [0, 1]) await spu.produce('t', partition, batchOf('123-45-6789'))
  const step = await addSample(spu, 'regex-scrubbing')
  expect(chains.started).toBe(1)
  await addSample(spu, 'regex-scrubbing')
  expect(chains.started).toBe(1)
  const codes: unknown[] = []
  const start = chains.start.bind(chains)
  chains.start = (spec, onOverdue) => {
    codes.push(...spec.steps.map(({ code }) => code))
    return start(spec, onOverdue)
  }
  await consumed(spu, { chain: [step] })
  expect(codes.splice(0).every((code) => code instanceof WebAssembly.Module)).toBe(true)
  const next = createSpu({ log, catalog, chains })
  for (let run = 0; run < 2; run++) expect((await consumed(next, { chain: [step] })).values).toHaveLength(2)
  expect(codes[0]).toBeInstanceOf(Uint8Array)
  const compiled = codes.slice(1)
  expect(compiled).toHaveLength(3)
  for (const code of compiled) expect(code).toBeInstanceOf(WebAssembly.Module)
  expect(new Set(compiled).size).toBe(1)
  expect(chains.open).toBe(0)
})

test('what is refused is not stored', async () => {
  const { spu, chains } = localSpu(new LocalChains())
  const text = new TextEncoder().encode('[package]\nname = "x"')
  await expect(spu.addSmartModule('trial', 'Cargo.toml', 'file', text, quiet)).rejects.toMatchObject({
    name: 'EngineError',
    code: 'E_NOT_WASM',
  })
  const none = await sampleModule('no-attribute')
  await expect(spu.addSmartModule('trial', 'x.wasm', 'file', none, quiet)).rejects.toMatchObject({
    name: 'EngineError',
  })
  expect(await spu.listSmartModules()).toEqual([])
  expect(chains.started).toBe(0)
})

test('a trial that does not return is told, kept going and killed by its name', async () => {
  let reject: (error: EngineError) => void = () => {}
  let tell: (overdue: Overdue | null) => void = () => {}
  const calls: string[] = []
  const stuck: ChainHost = {
    start: (spec, onOverdue) => {
      tell = onOverdue
      calls.push(`start, trial: ${spec.trial}`)
      return {
        open: () =>
          new Promise((_, fail) => {
            reject = fail
          }),
        lookBack: () => Promise.reject(new Error('not in a trial')),
        process: () => Promise.reject(new Error('not in a trial')),
        keepGoing: () => void calls.push('keep going'),
        kill: () => {
          calls.push('kill')
          reject(new EngineError('E_KILLED', 'killed in instantiate', { stage: 'instantiate' }, 0))
        },
        close: () => void calls.push('close'),
      }
    },
  }
  const { spu } = localSpu(stuck)
  const told: (Overdue | null)[] = []
  const wasm = await sampleModule('regex-scrubbing')
  const adding = spu.addSmartModule('trial-7', 'x.wasm', 'file', wasm, (overdue) => void told.push(overdue))
  adding.catch(() => {})
  await expect.poll(() => calls).toEqual(['start, trial: true'])
  const overdue = {
    smartModule: 'x',
    stage: 'instantiate',
    baseOffset: null,
    elapsedMs: 2500,
    remainingMs: 2500,
  } as const
  tell(overdue)
  await spu.keepGoing('trial-7')
  await spu.kill('another')
  await spu.kill('trial-7')
  await expect(adding).rejects.toMatchObject({ code: 'E_KILLED' })
  expect(told).toEqual([overdue])
  expect(calls).toEqual(['start, trial: true', 'keep going', 'kill', 'close'])
  expect(await spu.listSmartModules()).toEqual([])
})
