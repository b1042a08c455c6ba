import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchHeaders, batchRecordList, buildBatch } from '../../protocol/batch.ts'
import { utf8 } from '../../protocol/bytes.ts'
import { decodeRecordList, encodeRecordList } from '../../protocol/recordList.ts'
import type { BatchOutput, RecordError } from '../../smartengine/chainHost.ts'
import type { StoredBatch } from '../../storage/recordLog.ts'
import { acknowledged } from './acknowledged.ts'
import { AsSpu } from './asSpu.ts'
import { feed } from './fedBatch.ts'

const CONTEXT = { partition: 0, steps: 1, maxBytes: 1_048_588, highWatermark: 99 }

/** Stored batches of so many records, one ms apart, whose values are their offsets. */
function storedBatches(...sizes: number[]): StoredBatch[] {
  let next = 0
  return sizes.map((size) => {
    const baseOffset = next
    next += size
    const records = Array.from({ length: size }, (_, i) => {
      return { key: null, value: utf8(`${baseOffset + i}`), timestamp: 1000 + baseOffset + i }
    })
    return { baseOffset, lastOffset: next - 1, batch: buildBatch(records, baseOffset) }
  })
}

/** What a filter gives that keeps the records at these places of a batch. */
function kept({ batch }: StoredBatch, places: readonly number[], error: RecordError | null = null): BatchOutput {
  const all = decodeRecordList(batchRecordList(batch)).records
  return {
    records: encodeRecordList(places.map((place) => all[place]!)),
    count: places.length,
    parents: Int32Array.from(places),
    fates: new Uint8Array(all.length),
    endedIn: new Uint8Array(all.length),
    error,
    steps: [],
    log: [],
  }
}

const ERROR: RecordError = {
  hint: 'no',
  kind: 'filter',
  offset: 3,
  key: null,
  value: utf8('3'),
  step: 0,
  smartModule: 'm',
}

type Output = readonly number[] | { readonly places: readonly number[]; readonly error: RecordError }

async function answer(sizes: readonly number[], outputs: readonly Output[], context = CONTEXT) {
  const spu = new AsSpu(context)
  for (const [i, stored] of storedBatches(...sizes).entries()) {
    const given = outputs[i]!
    const output = 'places' in given ? kept(stored, given.places, given.error) : kept(stored, given)
    if (spu.add({ stored, fed: feed(stored, 0), output })) break
  }
  const fetched = spu.finish()
  const [frame] = fetched.frames
  const header = frame?.batch ? batchHeaders(frame.batch)[0] : undefined
  const records = frame?.batch ? decodeRecordList(batchRecordList(frame.batch)).records : []
  return { fetched, frame, header, records, deltas: records.map(({ offsetDelta }) => offsetDelta) }
}

describe('one response', () => {
  // nine records in batches of three, a filter keeps 1, 4 and 8: as a cluster answered
  test('offset deltas move by the wrong sign', async () => {
    const { header, deltas, frame, records } = await answer([3, 3, 3], [[1], [1], [2]])
    expect(header).toMatchObject({ baseOffset: 0, lastOffsetDelta: 8, firstTimestamp: -1, maxTimestamp: -1 })
    expect(deltas).toEqual([1, -2, -4])
    expect(records.map(({ timestampDelta }) => timestampDelta)).toEqual([1, 1, 2])
    expect(frame?.response).toEqual({ nextFilterOffset: 9, highWatermark: 99, logStartOffset: 0, compression: 0 })
  })

  test('begins at the first batch that gave something', async () => {
    const { header, deltas, frame } = await answer([2, 2, 3], [[], [1], [2]])
    expect(header).toMatchObject({ baseOffset: 2, lastOffsetDelta: 4 })
    expect(deltas).toEqual([1, 0])
    expect(frame?.response?.nextFilterOffset).toBe(7)
  })

  test('nothing came out: no response, and the stream goes on at the end', async () => {
    const { fetched } = await answer([2, 2], [[], []])
    expect(fetched).toMatchObject({ frames: [], position: 99, error: null })
  })

  test('an error ends it, with what came before; the stream goes on after its batch', async () => {
    const { fetched, frame, deltas } = await answer([2, 3, 2], [[0], { places: [0], error: ERROR }, [0]])
    expect(frame?.error).toMatchObject({ fluvioCode: 6004, code: 'E_RECORD' })
    expect(deltas).toEqual([0, -2])
    expect(fetched).toMatchObject({ position: 5, error: null })
  })

  test('an error alone: an empty batch at -1, and the stream goes on at the end', async () => {
    const { fetched, header, frame } = await answer([2, 3], [[], { places: [], error: ERROR }])
    expect(header).toMatchObject({ baseOffset: -1, lastOffsetDelta: -1 })
    expect(frame?.response?.nextFilterOffset).toBe(99)
    expect(fetched.position).toBe(99)
  })
})

describe('max_bytes', () => {
  // a record of one digit has 8 bytes, a batch 4 more
  test.each([
    [12 + 12, 2],
    [12 + 11, 1],
    [12, 1],
  ])('%d bytes hold %d batches', async (maxBytes, batches) => {
    const { header, fetched } = await answer([1, 1, 1], [[0], [0], [0]], { ...CONTEXT, maxBytes })
    expect(header?.lastOffsetDelta).toBe(batches - 1)
    expect(fetched.position).toBe(batches)
    expect(fetched.events.map((event) => event.type === 'batch' && event.didNotFit === true)).toEqual([
      ...Array(batches).fill(false),
      true,
    ])
  })

  test('the first batch does not fit: the stream skips to the end', async () => {
    const { fetched } = await answer([1, 1], [[0], [0]], { ...CONTEXT, maxBytes: 11 })
    expect(fetched).toMatchObject({ frames: [], position: 99 })
  })

  test('what did not fit has no outputs in the trace, so that records still pair by order', async () => {
    const { fetched } = await answer([1, 2], [[0], [0, 1]], { ...CONTEXT, maxBytes: 12 })
    expect(fetched.events.map((event) => event.type === 'batch' && [...event.outputs])).toEqual([[1], [0, 0]])
  })
})

describe('without SmartModules', () => {
  async function slice(maxBytes: number) {
    const spu = new AsSpu({ ...CONTEXT, steps: 0, maxBytes })
    for (const stored of storedBatches(2, 3)) {
      if (spu.add({ stored, fed: feed(stored, 0), output: null })) break
    }
    return spu.finish()
  }
  const [first, second] = storedBatches(2, 3).map(({ batch }) => batch.length) as [number, number]

  test.each([
    // [bytes, position, outputs by batch]
    [first + second, 5, [2, 3]],
    [first + second - 1, 5, [2, 2]],
    [first + 57, 5, [2, 0]],
    [first + 56, 2, [2, 0]],
    [first, 2, [2]],
    [56, null, [0]],
    [0, null, [0]],
  ])('%d bytes of the file', async (maxBytes, position, outputs) => {
    const { frames, position: next, events } = await slice(maxBytes)
    expect(frames[0]?.batch?.length ?? 0).toBe(maxBytes)
    expect(next).toBe(position)
    if (frames[0]) expect(acknowledged(frames[0])).toBe(position)
    const sent = events.map((event) => event.type === 'batch' && event.outputs.reduce((sum, count) => sum + count, 0))
    expect(sent).toEqual(outputs)
  })
})

test('for any outputs: the rules of the header', async () => {
  const batch = fc.integer({ min: 1, max: 5 }).chain((size) => fc.tuple(fc.constant(size), fc.subarray(range(size))))
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 4, max: 80 }),
      async (all, max) => {
        const sizes = all.map(([size]) => size)
        const { fetched, header, deltas, frame } = await answer(
          sizes,
          all.map(([, places]) => places),
          { ...CONTEXT, maxBytes: max },
        )
        const fitting = fetched.events.filter((event) => event.type === 'batch' && !event.didNotFit).length
        const from = all.findIndex(([, places]) => places.length > 0)
        const sent = all.slice(0, fitting).reduce((sum, [, places]) => sum + places.length, 0)
        expect(deltas).toHaveLength(sent)
        if (sent === 0) {
          expect(frame).toBeUndefined()
          return
        }
        const bases = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0))
        const covered = sizes.slice(from, fitting).reduce((sum, size) => sum + size, 0)
        expect(header).toMatchObject({ baseOffset: bases[from], lastOffsetDelta: covered - 1, firstTimestamp: -1 })
        expect(fetched.position).toBe(bases[from]! + covered)
        expect(deltas).toEqual(
          all.slice(0, fitting).flatMap(([, places], i) => places.map((place) => place - (bases[i]! - bases[from]!))),
        )
      },
    ),
  )
})

function range(size: number): number[] {
  return Array.from({ length: size }, (_, i) => i)
}
