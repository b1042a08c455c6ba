import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findEngine, runEngine } from './engine.ts'

/** A program that answers as the engine does when it is paced, so many times. */
function program(rounds: number): string {
  const file = join(mkdtempSync(join(tmpdir(), 'engine-')), 'engine.mjs')
  writeFileSync(
    file,
    `#!${process.execPath}
    let round = 0
    process.stdin.on('data', () => {
      if (round === ${rounds}) process.exit(1)
      console.log(JSON.stringify({ ns: 1000 + round++, args: process.argv.slice(2) }))
    })`,
  )
  chmodSync(file, 0o755)
  return file
}

test('a round a line, in turns; an engine that ended says so', async () => {
  const engine = runEngine(program(2), ['bench', 'a.wasm'])
  expect(await engine.round()).toEqual({ ns: 1000, args: ['bench', 'a.wasm', '--paced'] })
  expect(await engine.round()).toMatchObject({ ns: 1001 })
  await expect(engine.round()).rejects.toThrow('the engine ended')
  engine.end()
})

test('a program that is not there', async () => {
  const engine = runEngine('/there/is/none', [])
  await expect(engine.round()).rejects.toThrow('the engine ended')
  expect(findEngine({ BENCH_ENGINE: '/there/is/none' })).toEqual({
    missing: 'BENCH_ENGINE names /there/is/none, which is not there',
  })
})
