import { expect, test } from 'vitest'
import { batchRecordList } from '../../src/protocol/batch.ts'
import { fromHex, toHex } from '../../src/protocol/bytes.ts'
import { inflate } from '../../src/protocol/compression.ts'
import { decodeRecordList } from '../../src/protocol/recordList.ts'
import type { ModuleFacts } from '../../src/smartengine/preflight.ts'
import { createSpu } from '../../src/spu/createSpu.ts'
import type { StreamFrame } from '../../src/spu/spu.ts'
import { LocalChains } from '../../src/spu/testing/localChains.ts'
import { MemoryCatalog } from '../../src/storage/memoryCatalog.ts'
import { MemoryRecordLog } from '../../src/storage/memoryRecordLog.ts'
import { bytesOf, type KnownBytes } from './corpusBytes.ts'
import { shippedGuests } from './guests.ts'
import { shippedRows } from './shippedCorpus.ts'

interface Stored {
  readonly codec: string
  readonly hex: string
  readonly records: readonly { readonly value: KnownBytes }[]
}

/** An SPU whose topic `t` holds these batches as they are, with and without the codecs. */
async function spuWith(batches: readonly Stored[], refusing: boolean) {
  const log = new MemoryRecordLog()
  const catalog = new MemoryCatalog<ModuleFacts>()
  const parts = { log, catalog, chains: new LocalChains() }
  const spu = createSpu({
    ...parts,
    codecs: { inflate, deflate: () => Promise.reject(new Error('nothing is compressed here')) },
  })
  await spu.createTopic('t', 1)
  const sent = batches.map(({ hex }) => fromHex(hex))
  const request = { stream: 'sent', topic: 't', partition: 0, batches: sent, chain: [], answers: 'spu' } as const
  await spu.produceRequest(request)
  return refusing ? createSpu(parts) : spu
}

const compressed = async () =>
  (await shippedRows())
    .filter(({ side, json }) => side === 'batch-bytes' && json.codec !== 'none')
    .map(({ json }) => json as unknown as Stored)

test('what an SPU stored with each codec goes through a SmartModule', async () => {
  const batches = await compressed()
  expect(new Set(batches.map(({ codec }) => codec))).toEqual(new Set(['gzip', 'snappy', 'lz4', 'zstd']))
  const spu = await spuWith(batches, false)
  const wasm = (await shippedGuests()).get('id_map') ?? new Uint8Array()
  const { name, sha256 } = await spu.addSmartModule('trial', 'id_map.wasm', 'file', wasm, () => {})
  const frames: StreamFrame[] = []
  const chain = [{ name, sha256, params: {} }]
  const request = { stream: 's', topic: 't', start: { from: 'beginning' }, tail: false, chain } as const
  await spu.consume(request, (frame) => void frames.push(frame), new AbortController().signal)
  const values = frames.flatMap(({ batch }) =>
    batch ? decodeRecordList(batchRecordList(batch)).records.map(({ value }) => toHex(value)) : [],
  )
  expect(values).toEqual(batches.flatMap(({ records }) => records.map(({ value }) => toHex(bytesOf(value)))))
})

test('without codecs it is refused, and the error names the codec', async () => {
  const [first] = await compressed()
  const spu = await spuWith([first!], true)
  const request = { stream: 's', topic: 't', start: { from: 'beginning' }, tail: false, chain: [] } as const
  await expect(spu.consume(request, () => {}, new AbortController().signal)).rejects.toThrow(first?.codec)
})
