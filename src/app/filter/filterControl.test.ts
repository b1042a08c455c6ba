import { describe, expect, it } from 'vitest'
import { buildBatch } from '../../protocol/batch.ts'
import { utf8 } from '../../protocol/bytes.ts'
import { grown, memorySource } from '../batches/testing/memorySource.ts'
import { createFilterControl, type FilterState } from './filterControl.ts'

const batch = (baseOffset: number, ...values: string[]) => ({
  partition: 0,
  batch: buildBatch(
    values.map((value) => ({ key: null, value: utf8(value), timestamp: 1 })),
    baseOffset,
  ),
})
const nothing = memorySource([])

function started() {
  const states: FilterState[] = []
  const errors: unknown[] = []
  const control = createFilterControl(
    (state) => states.push(state),
    (error) => errors.push(error),
  )
  const offsets = () => states.at(-1)?.filter?.offsets.map((each) => [...each]) ?? null
  return { control, states, errors, offsets }
}

describe('a filter', () => {
  it('follows its text', async () => {
    const { control, states, offsets } = started()
    control.setSides({ topic: memorySource([batch(0, 'one', 'two', 'three')]), consumer: nothing })
    control.setText('t')
    control.setText('th')
    await expect.poll(offsets).toEqual([[2]])
    expect(states.at(-1)?.filter?.text).toBe('th')
    control.setText('')
    expect(states.at(-1)).toEqual({ text: '', progress: null, filter: null })
  })

  it('searches what is new, and all of a side that was made anew', async () => {
    const { control, offsets } = started()
    const topic = memorySource([batch(0, 'a', 'b')])
    control.setSides({ topic, consumer: nothing })
    control.setText('a')
    await expect.poll(offsets).toEqual([[0]])
    control.setSides({ topic: grown(topic, [batch(2, 'xa')]), consumer: nothing })
    await expect.poll(offsets).toEqual([[0, 2]])
    control.setSides({ topic: memorySource([batch(0, 'b', 'a')]), consumer: nothing })
    await expect.poll(offsets).toEqual([[1]])
  })

  it('tells when a side cannot be read, and searches again when it can', async () => {
    const { control, errors, offsets } = started()
    const good = memorySource([batch(0, 'a')])
    control.setSides({ topic: { ...good, read: () => Promise.reject(new Error('gone')) }, consumer: nothing })
    control.setText('a')
    await expect.poll(() => errors).toMatchObject([{ message: 'gone' }])
    control.setSides({ topic: good, consumer: nothing })
    await expect.poll(offsets).toEqual([[0]])
  })

  it('says nothing more after it was stopped', async () => {
    const { control, states } = started()
    control.setSides({ topic: memorySource([batch(0, 'a')]), consumer: nothing })
    control.setText('a')
    control.stop()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(states).toEqual([{ text: 'a', progress: null, filter: null }])
  })
})
