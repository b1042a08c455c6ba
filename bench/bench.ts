import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright'
import { chromiumLaunch } from '../build/chromium.ts'
import { chainRows } from './chainRows.ts'
import { firstRecordRows } from './firstRecordRows.ts'
import { produceRows } from './produceRows.ts'
import { recoveryRows } from './recoveryRows.ts'
import { machineLoad, publish, type Row } from './report.ts'
import { buildApp, buildBenchPage } from './sites.ts'
import { serveFolder } from './staticServer.ts'

const PARTS = ['chain', 'produce', 'page', 'recovery'] as const
type Part = (typeof PARTS)[number]

/** A page that is isolated from other origins gets a clock of 5 µs instead of 100 µs. */
const FINE_CLOCK = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

/**
 * Measures and prints. A target that is missed is said, and is no failure.
 * @param asked parts to run; all without any, and only then bench/results.md is written
 * @throws when something breaks, or a part is not known
 */
export async function runBench(asked: readonly string[]): Promise<void> {
  const unknown = asked.find((name) => !PARTS.includes(name as Part))
  if (unknown !== undefined) throw new Error(`no part ${unknown}; there are ${PARTS.join(', ')}`)
  const wanted = (part: Part) => asked.length === 0 || asked.includes(part)
  const load = machineLoad()
  const folder = mkdtempSync(join(tmpdir(), 'playground-bench-'))
  const [app, benchPage] = [join(folder, 'app'), join(folder, 'bench')]
  const browser = await chromium.launch(chromiumLaunch())
  try {
    // both before anything is measured
    await buildApp(app)
    await buildBenchPage(benchPage)
    const rows: Row[] = []
    if (wanted('chain') || wanted('produce')) rows.push(...(await benchPageRows(browser, benchPage, wanted)))
    if (wanted('page') || wanted('recovery')) rows.push(...(await appRows(browser, app, wanted)))
    const circumstances = { chromium: browser.version(), date: new Date().toISOString(), load }
    publish(rows, circumstances, asked.length === 0)
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true })
  }
}

async function benchPageRows(browser: Browser, built: string, wanted: (part: Part) => boolean): Promise<Row[]> {
  const site = await serveFolder(built, FINE_CLOCK)
  try {
    const page = await browser.newPage()
    await page.goto(`${site.origin}/page.html`)
    const rows = wanted('chain') ? await chainRows(page) : []
    if (wanted('produce')) rows.push(...(await produceRows(page)))
    await page.close()
    return rows
  } finally {
    site.close()
  }
}

async function appRows(browser: Browser, built: string, wanted: (part: Part) => boolean): Promise<Row[]> {
  const site = await serveFolder(built)
  try {
    const rows = wanted('page') ? await firstRecordRows(browser, site.origin) : []
    if (wanted('recovery')) rows.push(...(await recoveryRows(browser, site.origin)))
    return rows
  } finally {
    site.close()
  }
}
