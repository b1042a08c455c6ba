import { describe, expect, test } from 'vitest'
import { toHex, utf8 } from '../protocol/bytes.ts'
import { decodeRecordList } from '../protocol/recordList.ts'
import type { Chain } from './chainHost.ts'
import { CONVENTIONS } from './convention.ts'
import { openStep } from './openStep.ts'
import { preflight } from './preflight.ts'
import { batch, failure, open, sample, step } from './testing/run.ts'
import { modulesOn } from './testing/samples.ts'

const text = new TextDecoder()

async function values(chain: Chain, given: readonly string[]): Promise<string[]> {
  const { records } = await chain.process(batch(given), () => {})
  return decodeRecordList(records).records.map(({ value }) => text.decode(value))
}

const refusal = async (name: string) => failure(() => preflight(sample(name)))

test('eighteen modules are broken on purpose', () => {
  expect(modulesOn('broken')).toHaveLength(18)
})

describe('refused before anything of it runs', () => {
  test('needs-network: both imports are named', async () => {
    const { code, details } = await refusal('needs-network')
    expect([code, (details.imports as string[]).toSorted()]).toEqual([
      'E_IMPORT',
      ['env.http_get (i32, i32) -> i32', 'wasi_snapshot_preview1.sock_open (i32, i32, i32) -> i32'],
    ])
  })

  test('component: version 13, layer 1, with a whole SmartModule inside', async () => {
    const wasm = sample('component')
    expect(toHex(wasm.subarray(0, 9))).toBe('0061736d0d00010001')
    expect((await refusal('component')).code).toBe('E_COMPONENT')
    // section 1: its length in three bytes of LEB128, then a core module
    expect(preflight(wasm.slice(12)).facts.kind).toBe('map')
  })

  test('no-attribute: exports memory, alloc and dealloc, imports nothing', async () => {
    const { code, details } = await refusal('no-attribute')
    const exports = (details.exports as string[]).filter((name) => !name.startsWith('__'))
    expect([code, exports, details.imports]).toEqual(['E_NO_KIND', ['memory', 'alloc', 'dealloc'], []])
  })
})

test('init-always-fails', async () => {
  const error = await failure(open([step(sample('init-always-fails'))]))
  expect([error.code, error.message, error.details.stage]).toEqual(['E_INIT', 'license expired', 'init'])
})

test('two-kinds runs as a filter; the map is not called', async () => {
  const { facts } = preflight(sample('two-kinds'))
  expect([facts.kind, facts.ignoredKinds]).toEqual(['filter', ['map']])
  const chain = await open([step(sample('two-kinds'))])
  expect(await values(chain, ['account-created', 'info-updated', 'an account-created'])).toEqual([
    'account-created',
    'an account-created',
  ])
})

test('look-back-fails: for the first record it is shown; without look back it passes everything', async () => {
  const chain = await open([step(sample('look-back-fails'), { lookback: { last: 2 } })])
  const error = await failure(chain.lookBack([batch(['a', 'b'], 7)], () => {}))
  expect([error.code, error.details.hint, error.details.offset]).toEqual(['E_LOOK_BACK', 'cannot read history', 7])
  expect(await values(await open([step(sample('look-back-fails'))]), ['a', 'b'])).toEqual(['a', 'b'])
})

test('prints: a line on standard error for each record', async () => {
  const { facts } = preflight(sample('prints'))
  expect([facts.kind, facts.target]).toEqual(['map', 'wasm32-wasip1'])
  const chain = await open([step(sample('prints'))])
  const { records, log } = await chain.process(batch(['abc', '', 'äö'], 40), () => {})
  expect(log).toEqual([
    { step: 0, fd: 2, text: 'offset 40: 3 bytes' },
    { step: 0, fd: 2, text: 'offset 41: 0 bytes' },
    { step: 0, fd: 2, text: 'offset 42: 4 bytes' },
  ])
  expect(decodeRecordList(records).records.map(({ value }) => text.decode(value))).toEqual(['abc', '', 'äö'])
})

test('panic-on-empty: its last words are in the log', async () => {
  const chain = await open([step(sample('panic-on-empty'))])
  const error = await failure(chain.process(batch(['a', '']), () => {}))
  expect(error.code).toBe('E_TRAP')
  expect((error.details.log as string[]).join('\n')).toMatch(/panicked at .*lib\.rs:\d+:\d+:\nthe value is empty/)
})

// AC-37: all samples give the same bytes in batches of 1, 7 and all (vectors.test.ts); this one does not.
test('batch-sensitive: the second record is another one in a batch of its own', async () => {
  const calls = async (batches: readonly (readonly string[])[]) => {
    const { calls } = await openStep(step(sample('batch-sensitive')), 0, CONVENTIONS.own, () => {})
    return batches.flatMap((given) => {
      const received: string[] = []
      const { records, ...context } = batch(given)
      const keep = (list: Uint8Array) => {
        received.push(...decodeRecordList(list).records.map(({ value }) => text.decode(value)))
      }
      calls.transform(records, context, keep, () => {})
      return received
    })
  }
  expect(await calls([['a', 'b', 'c']])).toEqual(['1', '2', '3'])
  expect(await calls([['a'], ['b'], ['c']])).toEqual(['1', '1', '1'])
})

test('interface-of-2022 keeps its accumulator', async () => {
  const chain = await open([step(sample('interface-of-2022'), { accumulator: utf8('5') })])
  expect(await values(chain, ['1', '2'])).toEqual(['6', '8'])
  expect(await values(chain, ['3'])).toEqual(['11'])
})
