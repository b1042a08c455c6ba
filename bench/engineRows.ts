import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright'
import { findEngine, runEngine } from './engine.ts'
import { listOf } from './recordLists.ts'
import type { Row } from './report.ts'
import { type Duel, median, speedRatio, spreadText } from './statistics.ts'
import { takeTurns } from './turns.ts'
import { VALUE_BYTES } from './values.ts'

const BATCHES = [1, 100, 1000, 10_000]
const RECORDS = 10_000
const ROUNDS = 21
const WARM_UP = 3

/** Batches from this size on have to reach the target. */
const JUDGED = 100

const MODULES = [
  { name: 'regex-scrubbing', file: '../public/smartmodules/regex-scrubbing.wasm', target: 1.5 },
  { name: 'log-level', file: '../public/smartmodules/log-level.wasm', target: 1.7 },
  { name: 'tight-map', file: './guests/tight-map.wasm', target: 1.7 },
] as const
type Module = (typeof MODULES)[number]

/** A module of about 1 MB, the times it is started, and how much of the engine's time that may take. */
const COLD = MODULES[0]
const COLD_ROUNDS = 7
const COLD_TARGET = 0.1

/** Chains in Chromium's worker against Fluvio's published engine, on the same wasm and the same bytes. */
export async function engineRows(page: Page): Promise<Row[]> {
  const engine = findEngine()
  if ('missing' in engine) return [{ what: 'chain to the published engine', result: 'skipped', detail: engine.missing }]
  const folder = mkdtempSync(join(tmpdir(), 'playground-lists-'))
  try {
    const rows: Row[] = []
    for (const module of MODULES) {
      for (const batch of BATCHES) {
        const list = join(folder, `${batch}.bin`)
        writeFileSync(list, listOf(0, batch))
        rows.push(await chainRow(page, engine.program, module, batch, list))
      }
    }
    await page.evaluate(() => globalThis.bench.closeChain())
    rows.push(await coldRow(page, engine.program, join(folder, '1.bin')))
    return rows
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function chainRow(page: Page, program: string, module: Module, batch: number, list: string): Promise<Row> {
  const { name, file, target } = module
  const task = { batch, records: RECORDS, distinct: 1 }
  await page.evaluate(([name, task]) => globalThis.bench.openChain(name, task), [name, task] as const)
  const rounds = ['--records', RECORDS, '--rounds', ROUNDS + WARM_UP, '--warmup', 0].map(String)
  const engine = runEngine(program, ['bench', pathOf(file), list, ...rounds])
  let duel: Duel
  try {
    duel = await takeTurns(
      ROUNDS,
      {
        ours: () => page.evaluate(() => globalThis.bench.chainRound()),
        bare: async () => (await engine.round()).ns / 1e6,
      },
      WARM_UP,
    )
  } finally {
    engine.end()
  }
  const ratio = speedRatio(duel)
  const perRecord = (times: readonly number[]) => ((median(times) * 1e6) / RECORDS).toFixed(0)
  return {
    what: `chain of ${name}, batches of ${batch.toLocaleString('en')}, to the engine`,
    result: spreadText(ratio, '×', 2),
    ...(batch >= JUDGED ? { target: `≥ ${target} ×`, met: ratio.median >= target } : {}),
    detail: `${perRecord(duel.ours)} ns a record of ${VALUE_BYTES} bytes, fluvio-smartengine ${perRecord(duel.bare)} ns`,
  }
}

async function coldRow(page: Page, program: string, list: string): Promise<Row> {
  const engine = runEngine(program, ['cold', pathOf(COLD.file), list, '--rounds', String(COLD_ROUNDS + 1)])
  let mark = 0
  let duel: Duel
  try {
    duel = await takeTurns(
      COLD_ROUNDS,
      {
        ours: () =>
          page.evaluate(([name, mark]) => globalThis.bench.firstRecord(name, mark), [COLD.name, mark++] as const),
        bare: async () => (await engine.round()).ns / 1e6,
      },
      1,
    )
  } finally {
    engine.end()
    await page.evaluate(() => globalThis.bench.closeChain())
  }
  const share = 1 / speedRatio(duel).median
  return {
    what: `first record of ${COLD.name} (1 MB), cold, to the engine`,
    result: `${share.toFixed(3)} of its time`,
    target: `≤ ${COLD_TARGET} of its time`,
    met: share <= COLD_TARGET,
    detail:
      `from the file's bytes (check, compile, instantiate twice, find the generation) to the first record: ` +
      `${median(duel.ours).toFixed(0)} ms, the engine ${median(duel.bare).toFixed(0)} ms; bytes never seen before, ` +
      `a new worker, ${COLD_ROUNDS} times`,
  }
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url))
}
