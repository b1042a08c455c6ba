import { describe, expect, test } from 'vitest'
import { ENGINE_ERROR_CODES, type ErrorDetails } from '../../smartengine/engineError.ts'
import { SPU_ERROR_CODES } from '../../spu/spu.ts'
import { ERROR_CODES, type ErrorCard, type ErrorInput } from './errorContext.ts'
import { ERROR_TEXTS, errorCard, errorSentence } from './errors.ts'

const bare = (code: string): ErrorInput => ({ code, message: 'raw text', details: {} })

/** An error with everything that may be known about one. */
function full(code: string, details: ErrorDetails = {}): ErrorInput {
  return {
    code,
    message: 'raw text',
    details: { stage: 'filter_map', seconds: 2, baseOffset: 4000, limit: 4096, ...details },
    smartModule: 'access-log-to-json-lenient',
    topic: 'access-log-dirty',
    consumer: 'email-app',
    partition: 0,
    offset: 4004,
    key: 'null',
    step: 0,
    stepCount: 2,
    kind: 'filter_map',
    crossed: { records: 4004, firstOffset: 0, lastOffset: 4003 },
    batch: { first: 4000, last: 4999 },
    notProcessed: { first: 4005, last: 4999 },
    narrowedOffset: 4004,
  }
}

const parts = (card: ErrorCard) =>
  [card.whatHappened, card.where, card.whatCrossed, card.howToFix].filter((part) => part !== null)

describe('AC-57', () => {
  test('every code of the engine and of the SPU has a text', () => {
    const codes = [...ENGINE_ERROR_CODES, ...SPU_ERROR_CODES, 'E_RECORD']
    for (const code of codes) expect(Object.keys(ERROR_TEXTS)).toContain(code)
    expect(Object.keys(ERROR_TEXTS).sort()).toEqual([...ERROR_CODES].sort())
  })

  test.each(ERROR_CODES)('%s has a title, a cause and a next step, each at most 200 characters', (code) => {
    const ofFile: ErrorInput = { ...bare(code), fileName: 'access_log_to_json_lenient.wasm' }
    for (const input of [bare(code), full(code), ofFile]) {
      const card = errorCard(input)
      for (const text of [card.title, card.whatHappened.text, card.howToFix.text]) expect(text).not.toBe('')
      for (const text of [card.title, ...parts(card).map((part) => part.text)]) {
        // a name is quoted, and may have 63 characters of its own
        expect(text.replaceAll(input.smartModule ?? '', '').length, text).toBeLessThanOrEqual(200)
        expect(text, text).not.toMatch(/undefined|null pages|NaN|\[object| {3}|\.\.$/)
      }
      expect(card.title).not.toContain('raw text')
      expect(card.raw).toBe('raw text')
      expect(card.code).toBe(code)
    }
  })

  test('a code without a text says so, with the raw text', () => {
    const card = errorCard({ ...bare('E_NEW'), message: 'hello' })
    expect(card.whatHappened.quoted).toEqual(['hello'])
    expect(errorCard({ ...bare('constructor') }).title).toContain('constructor')
  })
})

// Expected texts below are the cards of the design, ux 9.
describe('cards', () => {
  test('A: a SmartModule error', () => {
    const card = errorCard({
      code: 'E_RECORD',
      message: 'no match for the combined log format',
      spuText: 'SmartModule transform error no match for the combined log format',
      details: {},
      smartModule: 'access-log-to-json',
      topic: 'access-log-dirty',
      partition: 0,
      offset: 4,
      key: 'null',
      step: 0,
      stepCount: 1,
      kind: 'map',
      crossed: { records: 4, firstOffset: 0, lastOffset: 3 },
      notProcessed: { first: 5, last: 9 },
    })
    expect(card.title).toBe('access-log-to-json stopped at offset 4 (SmartModule error)')
    expect(card.whatHappened).toEqual({
      text: 'The SmartModule returned an error for one record:',
      quoted: ['no match for the combined log format'],
    })
    expect(card.where?.text).toBe('topic access-log-dirty, partition 0, offset 4, key null, step 1 of 1 (map)')
    expect(card.whatCrossed?.text).toBe(
      '4 records (offsets 0 to 3), then this error. The error carries the key and value of offset 4 as access-log-to-json received them. Offsets 5 to 9 of the same batch were not processed.',
    )
    expect(card.raw).toBe(
      'SmartModule transform error no match for the combined log format\n\nno match for the combined log format',
    )
  })

  test('B: a trap', () => {
    const card = errorCard({
      code: 'E_TRAP',
      message: 'unreachable',
      details: {},
      smartModule: 'panic-on-empty',
      consumer: 'email-app',
      batch: { first: 0, last: 9 },
      narrowedOffset: 6,
    })
    expect(card.title).toBe('panic-on-empty crashed (trap)')
    expect(card.whatHappened).toEqual({
      text: 'The SmartModule panicked. In WebAssembly a panic stops the instance at once:',
      quoted: ['unreachable'],
    })
    expect(card.where?.text).toBe(
      'while processing the batch of offsets 0 to 9. Narrowed down by the playground: offset 6.',
    )
    expect(card.whatCrossed?.text).toBe('No records from this fetch. email-app receives one error and its stream ends.')
    expect(card.howToFix.text).toBe(
      'Replace unwrap(), expect() and indexing with ? so the SmartModule returns an error instead. To see the panic text, build for wasm32-wasip1 (smdk build); it appears under Module log.',
    )
    const printed = errorCard({
      ...bare('E_TRAP'),
      details: { log: ['panicked at src/lib.rs:7'], frames: ['map at 0x1a3'] },
    })
    expect(printed.howToFix.text).toContain('The panic text is under Module log.')
    expect(printed.raw).toBe('raw text\n  at map at 0x1a3')
  })

  test('C: not a module', () => {
    const card = errorCard({
      code: 'E_NOT_WASM',
      message: 'the first bytes are 5b 70 61 63 6b 61 67 65',
      details: { firstBytes: '5b 70 61 63 6b 61 67 65', firstText: '[package', looksLike: 'a Cargo.toml', bytes: 312 },
      fileName: 'Cargo.toml',
    })
    expect(card).toEqual({
      title: 'Cargo.toml is not a WebAssembly module. It was not loaded.',
      whatHappened: { text: 'The file starts with 5b 70 61 63 ("[pac"). A module starts with 00 61 73 6d.' },
      where: null,
      whatCrossed: null,
      howToFix: {
        text: 'Build the project, then drop the .wasm file:',
        quoted: [
          'smdk build                                            → target/wasm32-wasip1/release-lto/',
          'cargo build --release --target wasm32-unknown-unknown → target/wasm32-unknown-unknown/release/',
        ],
      },
      note: 'Your chain was not changed.',
      code: 'E_NOT_WASM',
      raw: 'the first bytes are 5b 70 61 63 6b 61 67 65',
    })
  })

  test('C: other files that are not modules', () => {
    const details = { firstBytes: '50 4b 03 04', firstText: 'PK..', looksLike: 'a ZIP archive', bytes: 9 }
    const zip = errorCard({ ...bare('E_NOT_WASM'), details, fileName: 'x.zip' })
    expect(zip.whatHappened.text).toContain('It looks like a ZIP archive.')
    expect(zip.howToFix.text).toBe('Unpack it and drop the .wasm inside.')
    const empty = errorCard({
      ...bare('E_NOT_WASM'),
      details: { firstBytes: '', firstText: '', looksLike: 'an empty file', bytes: 0 },
    })
    expect(empty.whatHappened.text).toBe('The file is empty. A module starts with 00 61 73 6d.')
  })

  test('D: no SmartModule function', () => {
    const card = errorCard({
      code: 'E_NO_KIND',
      message: 'exports none of filter, map, filter_map, array_map, aggregate',
      details: { exports: ['memory', 'alloc', 'dealloc'], imports: [] },
      fileName: 'regex_scrubbing.wasm',
    })
    expect(card.title).toBe('regex_scrubbing.wasm has no SmartModule function. It was not loaded.')
    expect(card.whatHappened.text).toBe(
      'A valid module, but it exports none of: filter, map, filter_map, array_map, aggregate.',
    )
    expect(card.where?.text).toBe(
      'Exports found: memory, alloc, dealloc.  Imports found: none (expected env.copy_records).',
    )
    expect(card.howToFix.text).toBe(
      'Add #[smartmodule(map)] on the line above  pub fn map(record: &Record)  and rebuild. Without the attribute the code compiles, but the SPU has nothing to call.',
    )
  })

  test('E and H: init errors', () => {
    const input = {
      code: 'E_INIT',
      message: 'Missing param regex',
      details: { hint: 'Missing param regex' },
      smartModule: 'regex-filter',
      step: 0,
      stepCount: 2,
    }
    const card = errorCard(input)
    expect(card.title).toBe('regex-filter could not start: missing param "regex" (init error)')
    expect(card.whatHappened.quoted).toEqual(['Missing param regex'])
    expect(card.where?.text).toBe('Step 1 of 2 in the chain, before any record was read.')
    expect(card.whatCrossed?.text).toBe('No records. The consumer receives the init error.')
    const other = errorCard({ ...input, details: { hint: 'license expired' } })
    expect(other.title).toBe('regex-filter could not start (init error)')
    expect(other.whatHappened.quoted).toEqual(['license expired'])
  })

  test('F: does not return', () => {
    const card = errorCard({
      code: 'E_TIMEOUT',
      message: 'stopped after 5.0 s in map, batch at offset 0',
      details: { stage: 'map', baseOffset: 0, seconds: 5 },
      smartModule: 'loop-forever',
      batch: { first: 0, last: 9 },
      crossed: { records: 0, firstOffset: 0, lastOffset: 0 },
    })
    expect(card.title).toBe('loop-forever was stopped after 5 seconds')
    expect(card.whatHappened.text).toBe(
      'The SmartModule did not return. The SPU ended the sandbox it ran in; topics and records are intact.',
    )
    expect(card.where?.text).toBe('batch of offsets 0 to 9, in map, first call.')
    expect(card.whatCrossed?.text).toBe(
      'Nothing from this fetch. A real SPU has no such time limit: the stream would stall.',
    )
    const inInit = errorCard({ ...bare('E_TIMEOUT'), details: { stage: 'init', seconds: 5 } })
    expect(inInit.where?.text).toBe('in init.')
  })

  test('G: bytes that are not records', () => {
    const card = errorCard({
      code: 'E_BAD_OUTPUT',
      message: 'Byte 4: a record length of −1',
      details: { at: 4, stage: 'map' },
      smartModule: 'garbage-output',
      batch: { first: 0, last: 9 },
    })
    expect(card.title).toBe('garbage-output returned bytes that are not records')
    expect(card.whatHappened.text).toBe(
      'After map returned, the playground read what it handed over and expected a record list.',
    )
    expect(card.where).toEqual({
      text: 'batch of offsets 0 to 9. What is wrong:',
      quoted: ['Byte 4: a record length of −1'],
    })
  })

  test('J: memory', () => {
    const asked = { stage: 'preflight', pages: 4320, limit: 4096 }
    const start = errorCard({ ...bare('E_MEMORY'), smartModule: 'count-by', details: asked })
    expect(start.title).toBe('count-by asked for 270 MiB; the playground allows 256 MiB')
    expect(start.whatCrossed).toBeNull()
    const grown = errorCard({
      ...bare('E_MEMORY'),
      smartModule: 'count-by',
      details: { stage: 'map', pages: 2560, limit: 4096 },
    })
    expect(grown.title).toBe('count-by ran out of memory; the playground allows 256 MiB')
    expect(grown.whatHappened.text).toBe(
      'It has 160 MiB and did not get more. The playground allows 256 MiB, an SPU 1 GiB.',
    )
    expect(grown.whatCrossed?.text).toContain('No records from this fetch.')
  })

  test('K: records that bypassed a step', () => {
    const card = errorCard({
      ...full('E_RECORD'),
      crossed: { records: 5, firstOffset: 0, lastOffset: 4 },
      bypassed: { first: 0, last: 4, steps: 'step 2 (regex-scrubbing)' },
    })
    expect(card.whatCrossed?.text).toBe(
      '5 records (offsets 0 to 4), then this error. Offsets 0 to 4 bypassed step 2 (regex-scrubbing): an SPU sends what the failing step had passed.',
    )
  })

  test('M: every import that is not provided is listed', () => {
    const imports = ['env.http_get (i32, i32) -> i32', 'wasi_snapshot_preview1.sock_open (i32) -> i32']
    const card = errorCard({ ...bare('E_IMPORT'), fileName: 'needs_network.wasm', details: { imports, count: 2 } })
    expect(card.whatHappened).toEqual({ text: '2 imports are not provided, here or by an SPU:', quoted: imports })
    expect(card.howToFix.text).toContain('A SmartModule cannot use the network or files.')
  })

  test('N and S: limits of the SPU', () => {
    const large = errorCard({
      ...bare('E_RECORD_TOO_LARGE'),
      details: { size: 1_048_577, limit: 1_048_576, record: 2 },
    })
    expect(large.whatHappened.text).toBe('The record has 1,048,577 bytes; the limit is 1,048,576 bytes.')
    expect(large.where?.text).toBe('Record 3 of those to produce.')
    expect(errorCard(bare('E_STREAMS')).whatHappened.text).toContain('8 consumers with SmartModules are running')
  })
})

test('a sentence for a place without room for a card', () => {
  expect(errorSentence({ ...bare('E_TOPIC_EXISTS'), topic: 'accounts' })).toBe(
    'Topic "accounts" exists: A topic of this name is stored in this browser.',
  )
})
