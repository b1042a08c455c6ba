import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import parity from '../../public/parity.json'
import { ANSWERS } from './difference.ts'
import { EXCEPTIONS } from './exceptions.ts'
import { type Guests, shippedGuests } from './guests.ts'
import type { SpuParity } from './parityFile.ts'
import { isAnswered } from './replayRow.ts'
import type { CorpusRow } from './rows.ts'
import { hasFailed, runRow } from './runRows.ts'
import { shippedRows, spread } from './shippedCorpus.ts'

let rows: CorpusRow[]
let guests: Guests
beforeAll(async () => {
  ;[rows, guests] = await Promise.all([shippedRows(), shippedGuests()])
})

describe('the shipped files', () => {
  test('hold the rows that were recorded', () => {
    const sides: Record<string, number> = {}
    for (const { side } of rows) sides[side] = (sides[side] ?? 0) + 1
    expect(sides).toEqual({
      consume: 1869,
      produce: 102,
      'produce-seq': 16,
      live: 25,
      client: 113,
      partition: 241,
      'batch-bytes': 25,
    })
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
  })

  test('have every module that a row needs, and each is the one of the manifest', async () => {
    const missing = rows.flatMap(({ modules }) => modules.filter((name) => !guests.has(name)))
    expect(missing).toEqual([])
    const manifest = JSON.parse(await readFile(new URL('guests/MANIFEST.json', import.meta.url), 'utf8')) as {
      name: string
      sha256: string
      bytes: number
    }[]
    const hashes = [...guests].map(([name, bytes]) => ({
      name,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
    }))
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
    expect(hashes.sort(byName)).toEqual(
      manifest.map(({ name, sha256, bytes }) => ({ name, sha256, bytes })).sort(byName),
    )
  })

  test('are no larger than 2 MiB each', async () => {
    const folder = new URL('.', import.meta.url)
    const files = await readdir(folder, { recursive: true })
    const sizes = await Promise.all(
      files.map(async (file) => [file, (await stat(new URL(file, folder))).size] as const),
    )
    expect(sizes.filter(([, size]) => size > 2 * 1024 * 1024)).toEqual([])
  })
})

describe('public/parity.json, written by npm run corpus', () => {
  const spu: SpuParity = parity.spu

  test('is about all rows of the shipped corpus, and all passed', () => {
    expect(spu).toMatchObject({ rows: rows.length, passed: rows.length, failed: 0 })
  })

  test('counts the exceptions as their rules state them', () => {
    const stated = EXCEPTIONS.map(({ id, reason, rows: counts }) => ({ id, reason, ...counts }))
    expect(spu.exceptions).toEqual(stated)
  })
})

// npm run corpus replays all of them.
test('a few rows of every group answer as the real SPU did, and as people expect', async () => {
  const failed: string[] = []
  const some = spread(rows, 4)
  expect(new Set(some.map(({ group }) => group)).size).toBe(new Set(rows.map(({ group }) => group)).size)
  for (const row of some) {
    for (const answers of ANSWERS) {
      if (!isAnswered(row, answers)) continue
      const result = await runRow(row, guests, answers)
      if (hasFailed(result)) failed.push(`${row.id} answered as ${answers}: ${JSON.stringify(result).slice(0, 600)}`)
    }
  }
  expect(failed).toEqual([])
}, 60_000)
