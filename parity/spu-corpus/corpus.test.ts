import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { runCorpus } from './corpus.ts'

// The command, as a stranger uses it: with files of their own.

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'corpus-test-'))
})

/** The partition that a real SPU's client chose, and two of another mind. */
const RIGHT = '{"id":"own/a","group":"partition-7","partitions":7,"key":{"b64":"YQ=="},"partition":2}'
const WRONG = RIGHT.replace('"partition":2', '"partition":1').replace('own/a', 'own/b')

async function corpus(args: readonly string[], ...lines: string[]) {
  const printed: string[] = []
  const file = join(folder, `rows-${Math.random()}.jsonl`)
  if (lines.length > 0) await writeFile(file, lines.join('\n'))
  const code = await runCorpus([...(lines.length > 0 ? [file] : []), ...args], (line) => printed.push(line), null)
  return { code, printed, text: printed.join('\n').replaceAll(file, 'FILE'), last: printed.at(-1), file }
}

test('rows that are the same pass', async () => {
  expect(await corpus([], RIGHT, '', RIGHT)).toMatchObject({ code: 0, last: '2 passed, 0 failed' })
})

test('a difference is printed with row, field, what was expected and what came, and fails', async () => {
  const { code, text, last } = await corpus([], RIGHT, WRONG)
  expect(code).toBe(1)
  expect(last).toBe('1 passed, 1 failed')
  expect(text).toMatch(/own\/b {2}answered as spu {2}\(.*FILE:2\)\n {2}partition\n {4}expected {2}1\n {4}actual {4}2/)
  expect(text).not.toContain('own/a')
})

test.each([
  ['gz', gzipSync],
  ['br', brotliCompressSync],
] as const)('a compressed file, .%s', async (ending, compress) => {
  const file = join(folder, `rows.jsonl.${ending}`)
  await writeFile(file, compress(`${RIGHT}\n${WRONG}\n`))
  expect(await corpus([file])).toMatchObject({ code: 1, last: '1 passed, 1 failed' })
})

test('--only', async () => {
  expect(await corpus(['--only', 'own/a'], RIGHT, WRONG)).toMatchObject({ code: 0, last: '1 passed, 0 failed' })
  expect(await corpus(['--only', 'o*b'], RIGHT, WRONG)).toMatchObject({ code: 1, last: '0 passed, 1 failed' })
  expect(await corpus(['--only', 'none'], RIGHT)).toMatchObject({ code: 1, text: expect.stringContaining('no row') })
})

const CONSUME = {
  id: 'own/c',
  group: 'own',
  side: 'consume',
  topic: { partitions: 1, batches: [{ base_timestamp: 0, records: [{ key: null, value: { b64: '' }, td: 0 }] }] },
  chain: [{ module: 'nowhere', params: {}, lookback: null, initial_accumulator: null }],
  start: 0,
  result: { responses: [], received: [], stream_ended_by: 'quiet' },
}

describe('a row that cannot be replayed says where and why', () => {
  const changed = (change: (row: typeof CONSUME & Record<string, unknown>) => void) => {
    const row = structuredClone(CONSUME)
    change(row)
    return JSON.stringify(row)
  }
  test.each([
    ['no JSON', '{"id":', 'FILE:2: is not JSON'],
    ['a list', '[]', 'FILE:2: the row must be an object, found []'],
    ['no id', '{}', 'FILE:2: id must be a text, found nothing'],
    [
      'another side',
      changed((row) => void Reflect.set(row, 'side', 'sideways')),
      'FILE:2: side must be one of consume, produce,',
    ],
    ['no side and another group', '{"id":"x","group":"g"}', 'FILE:2: side must be one of consume,'],
    ['no topic', changed((row) => void Reflect.deleteProperty(row, 'topic')), 'FILE:2: topic must be an object'],
    ['no result', changed((row) => void Reflect.deleteProperty(row, 'result')), 'FILE:2: result must be an object'],
    [
      'a key that is text',
      changed((row) => void Reflect.set(row.topic.batches[0]!.records[0]!, 'key', 'k')),
      'FILE:2: topic.batches[0].records[0].key must be bytes',
    ],
    [
      'half a byte of base64',
      changed((row) => void Reflect.set(row.topic.batches[0]!.records[0]!.value, 'b64', 'YQ')),
      'records[0].value.b64 must be base64, found "YQ"',
    ],
    [
      'a start between two',
      changed((row) => void Reflect.set(row, 'start', 0.5)),
      'FILE:2: start must be a whole number, found 0.5',
    ],
    [
      'params that are numbers',
      changed((row) => void Reflect.set(row.chain[0]!.params, 'n', 1)),
      'chain[0].params.n must be a text',
    ],
    ['an unknown module', changed(() => {}), 'module nowhere is not among the guests; give its folder with --guests'],
    ['a codec of nobody', '{"id":"b","codec":"none","hex":"0"}', 'FILE:2: hex must be hex digits, two a byte'],
  ])('%s', async (_, line, message) => {
    const { code, text, last } = await corpus([], RIGHT, line)
    expect(text).toContain(message)
    expect(text).not.toMatch(/\n\s+at /)
    expect({ code, last }).toEqual({ code: 1, last: '1 passed, 1 failed' })
  })
})

describe('what was asked for wrongly', () => {
  test.each([
    ['a file that is not there', ['nowhere.jsonl'], 'nowhere.jsonl: cannot be read: there is no such file'],
    ['a folder', [tmpdir()], 'it is a folder'],
    ['a mode', ['--answers', 'both'], '--answers both: must be spu or expected'],
    ['an option', ['--foo'], '--guests DIR'],
    ['guests that are nowhere', ['--guests', '/nowhere'], '--guests /nowhere: there is no such folder'],
  ])('%s', async (_, args, message) => {
    const { code, text, last } = await corpus(args)
    expect(text).toContain(message)
    expect({ code, last }).toEqual({ code: 1, last: '0 passed, 1 failed' })
  })

  test('help', async () => {
    expect(await corpus(['--help'])).toMatchObject({ code: 0, text: expect.stringContaining('--only') })
  })
})

test('--guests: modules of a folder come before the shipped ones', async () => {
  await writeFile(join(folder, 'nowhere.wasm'), 'no wasm')
  const { text } = await corpus(['--guests', folder], JSON.stringify(CONSUME))
  expect(text).not.toContain('among the guests')
})
