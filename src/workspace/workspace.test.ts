import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseWorkspace, serializeWorkspace } from './savedWorkspace.ts'
import { firstWorkspace, moveTransform, stepsOn, type Transform } from './workspace.ts'

const step = (name: string, on = true): Transform => ({
  id: `id-${name}`,
  name,
  fileName: `${name}.wasm`,
  sha256: 'ab'.repeat(32),
  origin: 'file',
  on,
  params: { regex: '[Cc]at' },
})

describe('a chain', () => {
  const chain = [step('a'), step('b', false), step('c')]

  it('runs only what is on, in order', () => {
    expect(stepsOn(chain).map(({ name }) => name)).toEqual(['a', 'c'])
  })

  it('moves a step, never past its ends', () => {
    expect(moveTransform(chain, 0, 1).map(({ name }) => name)).toEqual(['b', 'a', 'c'])
    expect(moveTransform(chain, 2, 9).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    expect(moveTransform(chain, 2, -1).map(({ name }) => name)).toEqual(['c', 'a', 'b'])
  })
})

describe('a saved workspace', () => {
  it('reads back equal', () => {
    const workspace = {
      ...firstWorkspace(),
      topic: 'app-logs',
      consumer: { name: 'ops', answers: 'spu' as const, chain: [step('a')] },
    }
    expect(parseWorkspace(serializeWorkspace(workspace))).toEqual({ workspace, damaged: false })
  })

  it('is the first one when nothing was saved', () => {
    expect(parseWorkspace(null)).toEqual({ workspace: firstWorkspace(), damaged: false })
  })

  it('keeps the good steps of a damaged chain and says so', () => {
    const text = JSON.stringify({ ...firstWorkspace(), consumer: { name: 'x', chain: [{ id: 1 }, step('a')] } })
    const { workspace, damaged } = parseWorkspace(text)
    expect(workspace.consumer.chain).toEqual([step('a')])
    expect(damaged).toBe(true)
  })

  it('never throws, whatever is in the storage', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((o) => JSON.stringify({ version: 1, ...o })),
        ),
        (text) => {
          const { workspace } = parseWorkspace(text)
          expect(workspace.version).toBe(1)
          expect(typeof workspace.topic).toBe('string')
        },
      ),
    )
  })
})
