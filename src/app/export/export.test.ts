import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildBatch } from '../../protocol/batch.ts'
import { type Bytes, utf8 } from '../../protocol/bytes.ts'
import { RoundRobin } from '../../protocol/partitioner.ts'
import { memorySource, type PlacedBatch } from '../batches/testing/memorySource.ts'
import type { ImportedRecord } from '../importing/importedRecord.ts'
import { openFile, readRecords } from '../importing/recordsReader.ts'
import { toBatches } from '../produce/toBatches.ts'
import { encodeUtf8 } from '../text/utf8.ts'
import type { ExportFormat } from './exportFormats.ts'
import { type ExportedError, exportRecords } from './exportRecords.ts'

const never = new AbortController().signal
const one = (baseOffset: number, ...values: (string | Bytes)[]): PlacedBatch => ({
  partition: 0,
  batch: buildBatch(
    values.map((value) => ({ key: null, value: typeof value === 'string' ? utf8(value) : value, timestamp: 5 })),
    baseOffset,
  ),
})

async function exported(format: ExportFormat, ...batches: PlacedBatch[]) {
  const made = await exportRecords({ batches: memorySource(batches), errors: [] }, format, null, () => {}, never)
  return { text: await made.file.text(), ...made.counts }
}

async function readBack(file: Blob): Promise<{ records: ImportedRecord[]; notes: string[] }> {
  const notes: string[] = []
  const records: ImportedRecord[] = []
  const pieces = openFile(new File([file], 'x.records.jsonl'), () => {}, never)
  for await (const piece of readRecords(pieces, notes)) records.push(...piece)
  return { records, notes }
}

const error: ExportedError['error'] = {
  fluvioCode: 6004,
  text: 'it failed',
  code: 'E_RECORD',
  message: 'it failed',
  details: {},
  step: 0,
  smartModule: 'require-json',
  record: { hint: 'it failed', offset: 2, kind: 'map', key: null, value: Uint8Array.of(0xff) } as never,
}

describe('a records file', () => {
  it('reads back to the same batches, whatever their bytes', async () => {
    const bytes = fc
      .oneof(fc.uint8Array({ maxLength: 40 }), fc.string({ unit: 'binary' }).map(encodeUtf8))
      .map((array) => Uint8Array.from(array))
    const record = fc.record({ key: fc.option(bytes), value: bytes, timestamp: fc.nat(2 ** 45) })
    const batch = fc.record({ partition: fc.nat(2), records: fc.array(record, { minLength: 1, maxLength: 6 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 6 }), async (batches) => {
        const stored = batches.map(({ partition, records }) => ({ partition, batch: buildBatch(records) }))
        const side = { batches: memorySource(stored), errors: [] }
        const { file } = await exportRecords(side, 'records', null, () => {}, never)
        const again = toBatches((await readBack(file)).records, 3, new RoundRobin())
        for (const partition of [0, 1, 2]) {
          const of = (all: readonly PlacedBatch[]) => all.filter((each) => each.partition === partition)
          expect(of(again).map(({ batch }) => [...batch])).toEqual(of(stored).map(({ batch }) => [...batch]))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('has text where the bytes are UTF-8, else hex, and no time where there is none', async () => {
    const { text } = await exported('records', one(0, 'a\n', Uint8Array.of(0xff, 0)))
    expect(text).toBe(
      '{"key":null,"value":"a\\n","timestamp":5,"partition":0,"batch":0}\n' +
        '{"key":null,"value":{"hex":"ff00"},"timestamp":5,"partition":0,"batch":0}\n',
    )
    const timeless = buildBatch([{ key: utf8(''), value: utf8('a'), timestamp: -1 }])
    expect((await exported('records', { partition: 1, batch: timeless })).text).toBe(
      '{"key":"","value":"a","partition":1,"batch":0}\n',
    )
  })

  it('has the errors where they came, and they are no records', async () => {
    const errors = [{ partition: 0, error, after: 2 }]
    const side = { batches: memorySource([one(0, 'a', 'b'), one(3, 'c')]), errors }
    const made = await exportRecords(side, 'records', null, () => {}, never)
    const lines = (await made.file.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ value, error }) => value ?? error.text)).toEqual(['a', 'b', 'it failed', 'c'])
    expect(lines[2].error).toEqual({
      text: 'it failed',
      smartModule: 'require-json',
      offset: 2,
      key: null,
      value: { hex: 'ff' },
    })
    expect(made.errors).toBe(1)
    const { records, notes } = await readBack(made.file)
    expect(records).toHaveLength(3)
    expect(notes).toHaveLength(1)
  })
})

it('JSON lines are JSON, one value a line', async () => {
  const { text, notJson } = await exported(
    'jsonl',
    one(0, ' {"a": 1.0,\r\n"b":"\\n"}\n', 'plain\n', Uint8Array.of(0xff), '7'),
  )
  expect(text).toBe('{"a": 1.0, "b":"\\n"}\n"plain\\n"\n{"hex":"ff"}\n7\n')
  expect(notJson).toBe(2)
})

it('text lines are the bytes of the values', async () => {
  const { text, severalLines, records } = await exported('text', one(0, 'a', '', 'b\nc'))
  expect(text).toBe('a\n\nb\nc\n')
  expect({ severalLines, records }).toEqual({ severalLines: 1, records: 3 })
})

it('only the offsets of a filter are in it', async () => {
  const side = { batches: memorySource([one(0, 'a', 'b'), { ...one(0, 'x'), partition: 1 }, one(2, 'c')]), errors: [] }
  const filter = { text: 'q', offsets: [Float64Array.of(1, 2)], count: 2 }
  const { file, counts } = await exportRecords(side, 'text', filter, () => {}, never)
  expect(await file.text()).toBe('b\nc\n')
  expect(counts.records).toBe(2)
})

it('says how far it is, and stops with what there is', async () => {
  const stop = new AbortController()
  const seen: number[] = []
  const side = { batches: memorySource([one(0, 'a', 'b'), one(2, 'c'), one(3, 'd')]), errors: [] }
  const made = await exportRecords(
    side,
    'text',
    null,
    (done) => {
      seen.push(done)
      if (done === 3) stop.abort()
    },
    stop.signal,
  )
  expect(seen).toEqual([2, 3])
  expect(made.stopped).toBe(true)
  expect(await made.file.text()).toBe('a\nb\nc\n')
})
