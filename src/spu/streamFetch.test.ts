import { readFile } from 'node:fs/promises'
import { describe, expect, test, vi } from 'vitest'
import { buildBatch } from '../protocol/batch.ts'
import { utf8 } from '../protocol/bytes.ts'
import { LocalChains } from './testing/localChains.ts'
import {
  addSample,
  batchOf,
  consumed,
  FIRST_TIME,
  localSpu,
  openStream,
  request,
  spuWithTopic,
  topicIdOf,
} from './testing/localSpu.ts'

describe('without SmartModules', () => {
  test('the stored batches cross byte for byte, and no sandbox is started', async () => {
    const { spu, chains } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a', 'b'))
    await spu.produce('t', 0, batchOf('c'))
    const { frames, states } = await consumed(spu)
    const second = batchOf('c')
    second[7] = 2
    expect(frames).toEqual([
      { partition: 0, batch: batchOf('a', 'b'), error: null },
      { partition: 0, batch: second, error: null },
    ])
    expect(chains.started).toBe(0)
    expect(states.at(0)).toBe('starting')
    expect(states.at(-1)).toBe('ended: end')
  })

  test('a start inside a batch cuts the batch', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    await spu.produce('t', 0, batchOf('b', 'c', 'd'))
    const { rows } = await consumed(spu, { start: { from: 'offset', offset: 2 } })
    expect(rows).toEqual([
      { partition: 0, offset: 2, timestamp: FIRST_TIME + 1000, key: null, value: 'c' },
      { partition: 0, offset: 3, timestamp: FIRST_TIME + 2000, key: null, value: 'd' },
    ])
  })

  test.each([
    [{ from: 'end' } as const, []],
    [{ from: 'offset', offset: 4 } as const, []],
    [{ from: 'offset', offset: 400 } as const, []],
    [{ from: 'offset', offset: 3 } as const, ['d']],
  ])('start %o of a topic that ends at 4', async (start, values) => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a', 'b', 'c', 'd'))
    expect((await consumed(spu, { start })).values).toEqual(values)
  })

  test.each([-1, 0.5, Number.NaN])('an offset of %d is refused', async (offset) => {
    const { spu } = await spuWithTopic()
    const refused = consumed(spu, { start: { from: 'offset', offset } })
    await expect(refused).rejects.toMatchObject({ name: 'SpuError', code: 'E_OFFSET' })
  })

  test('an unknown topic is refused by name, and the trace ends', async () => {
    const { spu } = await spuWithTopic()
    const { received, done } = openStream(spu, { topic: 'other' })
    await expect(done).rejects.toMatchObject({ code: 'E_TOPIC_NOT_FOUND', details: { topic: 'other' } })
    await vi.waitFor(() => expect(received.states).toEqual(['starting', 'ended: error']))
  })

  test('a damaged batch ends the stream by its offsets, after what comes before it', async () => {
    const { spu, log, catalog } = await spuWithTopic()
    const topicId = await topicIdOf(catalog)
    await spu.produce('t', 0, batchOf('a'))
    const broken = batchOf('b', 'c')
    broken[broken.length - 2]! ^= 1
    await log.append({ topicId, partition: 0 }, [broken])
    await spu.produce('t', 0, batchOf('d'))
    const { received, done } = openStream(spu)
    await expect(done).rejects.toMatchObject({
      code: 'E_BATCH_DAMAGED',
      details: { partition: 0, baseOffset: 1, lastOffset: 2 },
    })
    expect(received.values).toEqual(['a'])
    expect((await consumed(spu, { start: { from: 'offset', offset: 3 } })).values).toEqual(['d'])
  })
})

describe('through SmartModules', () => {
  test('the demo: every Social Security Number is masked before it crosses', async () => {
    const local = localSpu(new LocalChains())
    const { spu } = local
    await spu.createTopic('accounts', 1)
    const lines = await readFile(new URL('../../public/data/accounts.records.jsonl', import.meta.url), 'utf8')
    const values = lines
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { value: string }).value)
    expect(values).toHaveLength(12)
    await spu.produce('accounts', 0, batchOf(...values))
    const step = await addSample(spu, 'regex-scrubbing')
    const received = await consumed(spu, { topic: 'accounts', chain: [step] })
    expect(received.values).toEqual(values.map((value) => value.replace(/\d{3}-\d{2}-\d{4}/g, '***-**-****')))
    expect(received.rows.map(({ offset, timestamp }) => [offset, timestamp])).toEqual(
      values.map((_, i) => [i, FIRST_TIME + 1000 * i]),
    )
    for (const { batch } of received.frames) expect(new TextDecoder().decode(batch!)).not.toMatch(/\d{3}-\d{2}-\d{4}/)
    expect(received.batches).toMatchObject([
      { partition: 0, baseOffset: 0, bypassedAfter: null, steps: [{ recordsIn: 12, recordsOut: 12 }] },
    ])
    expect([...received.batches[0]!.outputs]).toEqual(Array(12).fill(1))
    expect(local.chains.open).toBe(0)
  })

  test('records keep their offsets and times when others were filtered out, in every partition', async () => {
    const { spu } = await spuWithTopic(3)
    for (const partition of [2, 0, 1]) {
      await spu.produce('t', partition, batchOf(`cat ${partition}`, 'dog', 'Cat'))
      await spu.produce('t', partition, batchOf('dog', 'cow', 'concat'))
    }
    const chain = [await addSample(spu, 'regex-filter', { regex: '[Cc]at' })]
    const { rows, batches } = await consumed(spu, { chain })
    expect(rows).toEqual(
      [0, 1, 2].flatMap((partition) => [
        { partition, offset: 0, timestamp: FIRST_TIME, key: null, value: `cat ${partition}` },
        { partition, offset: 2, timestamp: FIRST_TIME + 2000, key: null, value: 'Cat' },
        { partition, offset: 5, timestamp: FIRST_TIME + 2000, key: null, value: 'concat' },
      ]),
    )
    expect(batches.map(({ outputs }) => [...outputs])).toEqual(
      [0, 1, 2].flatMap(() => [
        [1, 0, 1],
        [0, 0, 1],
      ]),
    )
    // sent, dropped: see FATE
    expect([...batches[0]!.fates]).toEqual([0, 1, 0])
    expect([...batches[0]!.endedIn]).toEqual([1, 0, 1])
  })

  test('a batch of which everything was dropped gives no frame', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('dog'))
    await spu.produce('t', 0, batchOf('cat'))
    const chain = [await addSample(spu, 'regex-filter', { regex: 'cat' })]
    const { frames, offsets } = await consumed(spu, { chain })
    expect(frames).toHaveLength(1)
    expect(offsets).toEqual([1])
  })

  test('no record before the start reaches a module', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('not json', '1', '2'))
    const chain = [await addSample(spu, 'require-json')]
    const { offsets, error } = await consumed(spu, { chain, start: { from: 'offset', offset: 1 } })
    expect(error).toBeNull()
    expect(offsets).toEqual([1, 2])
  })

  test('keys cross, also the empty one', async () => {
    const { spu } = await spuWithTopic()
    const keys = [utf8('k'), utf8(''), null]
    await spu.produce('t', 0, buildBatch(keys.map((key) => ({ key, value: utf8('cat'), timestamp: 5 }))))
    const chain = [await addSample(spu, 'regex-filter', { regex: 'cat' })]
    expect((await consumed(spu, { chain })).rows.map(({ key }) => key)).toEqual(['k', '', null])
  })
})

describe('errors', () => {
  test('an error for a record: the batches before, the partial output and the error, then the end', async () => {
    const { spu, chains } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('1'))
    await spu.produce('t', 0, batchOf('2', '"123-45-6789"', 'oops', '4'))
    await spu.produce('t', 0, batchOf('5'))
    const chain = [await addSample(spu, 'require-json'), await addSample(spu, 'regex-scrubbing')]
    const received = await consumed(spu, { chain })
    expect(received.frames).toHaveLength(2)
    // what the first step let through before its error bypasses the second one
    expect(received.values).toEqual(['1', '2', '"123-45-6789"'])
    expect(received.error).toMatchObject({
      fluvioCode: 6004,
      code: 'E_RECORD',
      message: 'expected value at line 1 column 1',
      step: 0,
      smartModule: 'require-json',
      record: { offset: 3, kind: 'filter', key: null, value: utf8('oops') },
    })
    expect(received.error!.text).toBe(
      'SmartModule transform error expected value at line 1 column 1\n\nSmartModule Info: \n    Type: Filter\n' +
        '    Offset: 3\n    Key: NULL\n    Value: oops',
    )
    expect(received.batches.map(({ bypassedAfter }) => bypassedAfter)).toEqual([null, 0])
    // sent, sent, error, unprocessed: see FATE
    expect([...received.batches[1]!.fates]).toEqual([0, 0, 2, 3])
    expect(received.states.at(-1)).toBe('ended: error')
    expect(chains.open).toBe(0)
  })

  test('an error on the first record crosses alone', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('oops', '1'))
    const chain = [await addSample(spu, 'require-json')]
    const { frames } = await consumed(spu, { chain })
    expect(frames).toMatchObject([{ batch: null, error: { code: 'E_RECORD', record: { offset: 0 } } }])
  })

  test('a trap: nothing of its fetch crosses, not even the batches before', async () => {
    const { spu, chains } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a', 'b'))
    await spu.produce('t', 0, batchOf('c', '', 'd'))
    await spu.produce('t', 0, batchOf('e'))
    const chain = [await addSample(spu, 'regex-filter', { regex: '' }), await addSample(spu, 'panic-on-empty')]
    const received = await consumed(spu, { chain })
    expect(received.frames).toMatchObject([
      { batch: null, error: { code: 'E_TRAP', fluvioCode: 2, step: 1, smartModule: 'panic-on-empty', record: null } },
    ])
    expect(received.error!.text).toBe('Other error: SmartModule err error while executing at wasm backtrace:')
    expect(received.trace.filter(({ type }) => type === 'failed')).toEqual([
      { type: 'failed', partition: 0, baseOffset: 0, lastOffset: 1, step: 1 },
      { type: 'failed', partition: 0, baseOffset: 2, lastOffset: 4, step: 1 },
    ])
    expect(received.batches).toEqual([])
    expect(received.states.at(-1)).toBe('ended: error')
    expect(chains.open).toBe(0)
  })

  test('a trap: what an earlier fetch sent has crossed', async () => {
    const { spu } = await spuWithTopic()
    const large = 'x'.repeat(700_000)
    for (const value of [large, large, large, '']) await spu.produce('t', 0, batchOf(value))
    const { offsets, error } = await consumed(spu, { chain: [await addSample(spu, 'panic-on-empty')] })
    expect(offsets).toEqual([0, 1])
    expect(error).toMatchObject({ code: 'E_TRAP' })
  })

  test('init: the module says what it misses, before any record is read', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('cat'))
    const { frames } = await consumed(spu, { chain: [await addSample(spu, 'regex-filter')] })
    expect(frames).toMatchObject([
      {
        batch: null,
        error: {
          fluvioCode: 6005,
          code: 'E_INIT',
          text: 'Error initializing Missing param regex\n\nSmartModule Init Error: \n SmartModule Chain',
          step: 0,
          smartModule: 'regex-filter',
        },
      },
    ])
  })

  test('output that is not records', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    const { frames } = await consumed(spu, { chain: [await addSample(spu, 'garbage-output')] })
    expect(frames).toMatchObject([{ batch: null, error: { code: 'E_BAD_OUTPUT', fluvioCode: 2 } }])
  })

  test('a module nobody added', async () => {
    const { spu } = await spuWithTopic()
    const missing = consumed(spu, { chain: [{ name: 'ghost', sha256: '00', params: {} }] })
    await expect(missing).rejects.toMatchObject({
      code: 'E_MODULE_MISSING',
      details: { name: 'ghost', sha256: '00' },
    })
  })

  test('an error in one partition ends the stream for all', async () => {
    const { spu, chains } = await spuWithTopic(3)
    for (const [partition, value] of ['1', 'oops', '3'].entries()) await spu.produce('t', partition, batchOf(value))
    const chain = [await addSample(spu, 'require-json')]
    const { frames } = await consumed(spu, { chain, tail: true })
    expect(frames).toMatchObject([
      { partition: 0, error: null },
      { partition: 1, batch: null, error: { code: 'E_RECORD' } },
    ])
    expect(chains.open).toBe(0)
  })
})

describe('tail', () => {
  test('waits at the end and goes on with what is produced, through the same instances', async () => {
    const { spu, chains } = await spuWithTopic(2)
    await spu.produce('t', 0, batchOf('cat 1'))
    const chain = [await addSample(spu, 'regex-filter', { regex: 'cat' })]
    const { received, done, cancel } = openStream(spu, { chain, tail: true })
    await vi.waitFor(() => expect(received.states.at(-1)).toBe('waiting'))
    const started = chains.started
    await spu.produce('t', 1, batchOf('dog', 'cat 2'))
    await spu.produce('t', 0, batchOf('cat 3'))
    await vi.waitFor(() => expect(received.values).toEqual(['cat 1', 'cat 2', 'cat 3']))
    expect(received.offsets).toEqual([0, 1, 1])
    expect(chains.started).toBe(started)
    cancel()
    await done
    expect(received.states.at(-1)).toBe('ended: cancelled')
    expect(chains.open).toBe(0)
  })

  test('many streams get every record, in the order it was produced', async () => {
    const { spu } = await spuWithTopic()
    const chain = [await addSample(spu, 'regex-scrubbing')]
    const open = Array.from({ length: 6 }, (_, i) => openStream(spu, { tail: true, chain: i % 2 ? chain : [] }))
    const values = Array.from({ length: 50 }, (_, i) => `${i}`)
    for (const value of values) await spu.produce('t', 0, batchOf(value))
    for (const { received } of open) await vi.waitFor(() => expect(received.values).toEqual(values))
    for (const { cancel } of open) cancel()
    await Promise.all(open.map(({ done }) => done))
  })

  test('without tail the stream ends where the log ended when it was opened', async () => {
    const { spu } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    const values: string[] = []
    const producing = async () => {
      values.push('frame')
      await spu.produce('t', 0, batchOf('more'))
    }
    await spu.consume(request(), producing, AbortSignal.timeout(5000))
    expect(values).toHaveLength(1)
  })

  test('also when more was produced before the first read', async () => {
    const { spu, log } = await spuWithTopic()
    await spu.produce('t', 0, batchOf('a'))
    const read = log.read.bind(log)
    log.read = async (...where) => {
      log.read = read
      await spu.produce('t', 0, batchOf('more'))
      return read(...where)
    }
    expect((await consumed(spu)).values).toEqual(['a'])
    expect((await consumed(spu)).values).toEqual(['a', 'more'])
  })

  test('a start beyond the end waits for it', async () => {
    const { spu } = await spuWithTopic()
    const { received, done, cancel } = openStream(spu, { tail: true, start: { from: 'offset', offset: 2 } })
    await vi.waitFor(() => expect(received.states.at(-1)).toBe('waiting'))
    await spu.produce('t', 0, batchOf('a'))
    await spu.produce('t', 0, batchOf('b', 'c', 'd'))
    await vi.waitFor(() => expect(received.offsets).toEqual([2, 3]))
    cancel()
    await done
  })
})
