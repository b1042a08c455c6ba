import { describe, expect, it } from 'vitest'
import { batchRecordList, verifyBatch } from '../../protocol/batch.ts'
import { utf8 } from '../../protocol/bytes.ts'
import { RoundRobin } from '../../protocol/partitioner.ts'
import { decodeRecordList } from '../../protocol/recordList.ts'
import { recordsFromText } from './recordsFromText.ts'
import { toBatches } from './toBatches.ts'

const lines = { as: 'lines', key: null, separator: '' } as const
const shown = (records: readonly { key: Uint8Array | null; value: Uint8Array }[]) =>
  records.map(({ key, value }) => [key && new TextDecoder().decode(key), new TextDecoder().decode(value)])

describe('typed text', () => {
  it('is one record a line; the last line end makes none', () => {
    expect(shown(recordsFromText('a\n\nb\n', lines).records)).toEqual([
      [null, 'a'],
      [null, ''],
      [null, 'b'],
    ])
    expect(recordsFromText('', lines).records).toEqual([])
  })

  it('splits keys at the first separator and names the first line without one', () => {
    const { records, missing } = recordsFromText('k:v:w\nplain', { ...lines, separator: ':' })
    expect(shown(records)).toEqual([
      ['k', 'v:w'],
      [null, 'plain'],
    ])
    expect(missing).toBe(2)
  })

  it('is one record as it stands when asked for', () => {
    expect(shown(recordsFromText('a\nb', { as: 'one', key: '', separator: ':' }).records)).toEqual([['', 'a\nb']])
  })
})

describe('batches of a producer', () => {
  it('go where the partitioner sends their keys, and in turn without one', () => {
    const keys = ['a', 'key', '0123456789abcdef', null, null]
    const records = keys.map((key) => ({ key: key === null ? null : utf8(key), value: utf8('v'), timestamp: 1 }))
    const sent = [...toBatches(records, 3, new RoundRobin())]
    const byPartition = new Map(
      sent.map(({ partition, batch }) => [partition, shown(decodeRecordList(batchRecordList(batch)).records)]),
    )
    expect(byPartition.get(0)).toEqual([
      ['0123456789abcdef', 'v'],
      [null, 'v'],
    ])
    expect(byPartition.get(1)).toEqual([
      ['a', 'v'],
      [null, 'v'],
    ])
    expect(byPartition.get(2)).toEqual([['key', 'v']])
  })

  it('stay below the size of a request, and apart where the records say so', () => {
    const big = { key: null, value: new Uint8Array(500_000), timestamp: 1 }
    expect([...toBatches([big, big, big], 1, new RoundRobin())]).toHaveLength(3)
    const small = (batch: number) => ({ key: null, value: utf8('x'), timestamp: 1, batch })
    const apart = [...toBatches([small(0), small(0), small(1)], 1, new RoundRobin())]
    expect(apart.map(({ batch }) => verifyBatch(batch).lastOffsetDelta)).toEqual([1, 0])
  })
})
