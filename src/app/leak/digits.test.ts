import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeRecordList, encodeRecordList } from '../../protocol/recordList.ts'
import { createChain } from '../../smartengine/chain.ts'
import { preflight } from '../../smartengine/preflight.ts'
import { encodeUtf8 } from '../text/utf8.ts'
import { compilePattern, type LeakPattern } from './pattern.ts'
import { countMatches } from './search.ts'

/** The module of the post, as it is shipped. */
const WASM = new URL('../../../public/smartmodules/regex-scrubbing.wasm', import.meta.url)
const SSN = compilePattern('\\d{3}-\\d{2}-\\d{4}') as LeakPattern

/**
 * Digits that Unicode 17 added (Tolong Siki). The module's regex crate knows Unicode 16 and lets them through, and a
 * browser that knows them says so.
 */
const NEWER_THAN_THE_MODULE = { from: 0x11de0, to: 0x11de9 }

/** Every decimal digit of Unicode 16, as "ddd-dd-dddd". */
function valuesOfDigits(): string[] {
  const values: string[] = []
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const digit = String.fromCodePoint(code)
    if (code >= NEWER_THAN_THE_MODULE.from && code <= NEWER_THAN_THE_MODULE.to) continue
    if (/\p{Nd}/u.test(digit)) values.push([3, 2, 4].map((times) => digit.repeat(times)).join('-'))
  }
  return values
}

test('AC-06: for every decimal digit, a masked value counts 1 in the topic and 0 at the consumer', async () => {
  const values = valuesOfDigits()
  // Unicode 15 has 680, Unicode 16 has 760; a runtime knows one or the other
  expect([680, 760]).toContain(values.length)
  const { facts, rewritten } = preflight(new Uint8Array(readFileSync(WASM)))
  const chain = createChain()
  await chain.open({ steps: [{ name: 'regex-scrubbing', code: rewritten, facts, params: {} }] }, () => {})
  const stored = values.map((value, offsetDelta) => ({
    attributes: 0,
    timestampDelta: 0,
    offsetDelta,
    key: null,
    value: encodeUtf8(`{"ssn":"${value}"}`),
    headers: 0,
  }))
  const sent = await chain.process({ records: encodeRecordList(stored), baseOffset: 0, baseTimestamp: -1 }, () => {})
  const received = decodeRecordList(sent.records).records
  expect(sent.error).toBeNull()
  expect(received).toHaveLength(values.length)
  const counts = stored.map(({ value }, index) => {
    const masked = received[index]?.value ?? new Uint8Array()
    return { value: values[index], topic: countMatches(SSN, value), consumer: countMatches(SSN, masked) }
  })
  expect(counts.filter(({ topic, consumer }) => topic !== 1 || consumer !== 0)).toEqual([])
})
