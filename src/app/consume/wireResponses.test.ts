import { expect, test } from 'vitest'
import { encodeBatch } from '../../protocol/batch.ts'
import { concatBytes, utf8 } from '../../protocol/bytes.ts'
import { encodeRecordList } from '../../protocol/recordList.ts'
import type { StreamFrame } from '../../spu/spu.ts'
import { Received } from './received.ts'
import { wireResponses } from './wireResponses.ts'

/** A batch as an SPU sends it after a SmartModule: these offset deltas, no time. */
function sent(baseOffset: number, lastOffsetDelta: number, deltas: readonly number[]) {
  const recordList = encodeRecordList(
    deltas.map((offsetDelta) => ({
      attributes: 0,
      headers: 0,
      offsetDelta,
      timestampDelta: 0,
      key: null,
      value: utf8('v'),
    })),
  )
  return encodeBatch({ baseOffset, lastOffsetDelta, firstTimestamp: -1, maxTimestamp: -1, recordList })
}

const response = (nextFilterOffset: number) => ({
  nextFilterOffset,
  highWatermark: 9,
  logStartOffset: 0,
  compression: 0,
})

const frame = (batch: StreamFrame['batch'], next: number): StreamFrame => ({
  partition: 0,
  batch,
  error: null,
  response: response(next),
})

// Three stored batches of three, a filter that keeps 1, 4 and 8: the deltas of the second and third have the wrong sign.
test('what came is read from its bytes; the client numbers by place', async () => {
  const received = Received.nothing('order').with(frame(sent(0, 8, [1, -2, -4]), 9))
  expect(await wireResponses(received, 0, 10)).toEqual([
    {
      number: 1,
      partition: 0,
      batch: { baseOffset: 0, lastOffsetDelta: 8, firstTimestamp: -1, deltas: [1, -2, -4], records: 3 },
      more: 0,
      nextFilterOffset: 9,
      highWatermark: 9,
      error: null,
      client: { first: 0, last: 2 },
    },
  ])
  expect([0, 1, 2].map((i) => received.records(0)?.at(i)?.offset)).toEqual([0, 1, 2])
})

test('a response without a batch, and one of several stored batches', async () => {
  const received = Received.nothing('order')
    .with(frame(null, 0))
    .with(frame(concatBytes([sent(3, 1, [0, 1]), sent(5, 0, [0])]), 0))
  const [none, several] = await wireResponses(received, 0, 10)
  expect(none).toMatchObject({ number: 1, batch: null, client: null })
  expect(several).toMatchObject({ number: 2, batch: { baseOffset: 3 }, more: 1, client: { first: 3, last: 5 } })
})

test('only what is asked for is read', async () => {
  let received = Received.nothing('order')
  for (let i = 0; i < 5; i++) received = received.with(frame(sent(i, 0, [0]), i + 1))
  expect((await wireResponses(received, 2, 4)).map(({ number }) => number)).toEqual([3, 4])
})
