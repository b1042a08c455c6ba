import { expect, test } from 'vitest'
import type { Bytes } from '../protocol/bytes.ts'
import type { Appended } from '../storage/recordLog.ts'
import { AppendQueue } from './appendQueue.ts'

/** A store of batches that hold one byte: how many records they have. Each transaction ends when it is told to. */
function slowStore() {
  const transactions: { sizes: number[]; finish: () => void; fail: (error: Error) => void }[] = []
  let endOffset = 10
  const store = (batches: readonly Bytes[]) =>
    new Promise<Appended>((resolve, reject) => {
      const sizes = batches.map(([records = 0]) => records)
      const finish = () => {
        const baseOffset = endOffset
        for (const records of sizes) endOffset += records
        resolve({ baseOffset, endOffset })
      }
      transactions.push({ sizes, finish, fail: reject })
    })
  return { transactions, queue: new AppendQueue(store) }
}

const batchOf = (records: number) => Uint8Array.of(records)
const turn = () => new Promise((resolve) => setTimeout(resolve))

test('the first batch goes in at once, those that wait go in together, each gets its own offsets', async () => {
  const { transactions, queue } = slowStore()
  const answers = [1, 2, 3].map((records) => queue.append([batchOf(records)], records))
  expect(transactions.map(({ sizes }) => sizes)).toEqual([[1]])
  transactions[0]?.finish()
  expect(await answers[0]).toEqual({ baseOffset: 10, endOffset: 11 })
  answers.push(queue.append([batchOf(4)], 4))
  expect(transactions.map(({ sizes }) => sizes)).toEqual([[1], [2, 3]])
  transactions[1]?.finish()
  expect(await Promise.all(answers.slice(1, 3))).toEqual([
    { baseOffset: 11, endOffset: 13 },
    { baseOffset: 13, endOffset: 16 },
  ])
  expect(queue.idle).toBe(false)
  transactions[2]?.finish()
  expect(await answers[3]).toEqual({ baseOffset: 16, endOffset: 20 })
  expect(queue.idle).toBe(true)
})

test('nothing is answered before its transaction is complete', async () => {
  const { transactions, queue } = slowStore()
  let answered = 0
  for (const records of [1, 2]) void queue.append([batchOf(records)], records).then(() => answered++)
  await turn()
  expect(answered).toBe(0)
  transactions[0]?.finish()
  await turn()
  expect(answered).toBe(1)
})

test('what waits behind a batch that was not stored is not stored either', async () => {
  const { transactions, queue } = slowStore()
  const full = new Error('full')
  const answers = [1, 2, 3].map((records) => queue.append([batchOf(records)], records))
  const told = Promise.all(answers.map((answer) => expect(answer).rejects.toBe(full)))
  transactions[0]?.fail(full)
  await told
  expect(transactions).toHaveLength(1)
  expect(queue.idle).toBe(true)

  const later = queue.append([batchOf(5)], 5)
  transactions[1]?.finish()
  expect(await later).toEqual({ baseOffset: 10, endOffset: 15 })
})

test('a transaction stays short: batches of 4 MB go in one by one', async () => {
  const { transactions, queue } = slowStore()
  const large = new Uint8Array(4 * 1024 * 1024).fill(1, 0, 1)
  for (const batch of [large, large, large, batchOf(1)]) void queue.append([batch], 1)
  for (const finished of [0, 1, 2, 3]) {
    expect(transactions).toHaveLength(finished + 1)
    expect(transactions[finished]?.sizes).toEqual([1])
    transactions[finished]?.finish()
    await turn()
  }
})
