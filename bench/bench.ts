import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { chromiumLaunch } from '../build/chromium.ts'
import { askedParts } from './askedParts.ts'
import { chainRows } from './chainRows.ts'
import { engineRows } from './engineRows.ts'
import { firstRecordRows } from './firstRecordRows.ts'
import { growthRows } from './growthRows.ts'
import { keystrokeRows } from './keystrokeRows.ts'
import { millionRows } from './millionRows.ts'
import { partitionRows } from './partitionRows.ts'
import { produceRows } from './produceRows.ts'
import { recoveryRows } from './recoveryRows.ts'
import { machineLoad, publish, type Row } from './report.ts'
import { buildApp, buildBenchPage } from './sites.ts'
import { serveFolder } from './staticServer.ts'
import { streamRows } from './streamRows.ts'

/** A part of the table: rows that the page of the benchmarks measures, or rows of the built app. */
type Part =
  | { readonly inBenchPage: (page: Page) => Promise<Row[]> }
  | { readonly inApp: (browser: Browser, origin: string) => Promise<Row[]> }

/** In the order of the table. */
const PARTS: Readonly<Record<string, Part>> = {
  engine: { inBenchPage: engineRows },
  chain: { inBenchPage: chainRows },
  stream: { inBenchPage: streamRows },
  growth: { inBenchPage: growthRows },
  partitions: { inBenchPage: partitionRows },
  produce: { inBenchPage: produceRows },
  page: { inApp: firstRecordRows },
  million: { inApp: millionRows },
  keystroke: { inApp: keystrokeRows },
  recovery: { inApp: recoveryRows },
}

/** The folder of the benchmarks' page beside the app: one origin, so that it can make topics for the app. */
const BENCH = 'bench'

/** A page that is isolated from other origins gets a clock of 5 µs instead of 100 µs. */
const FINE_CLOCK = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

/**
 * Measures and prints. A target that is missed is said, and is no failure.
 * @param args `--only NAME`, or names of parts; all without any, and only then bench/results.md is written
 * @throws when something breaks, or a part is not known
 */
export async function runBench(args: readonly string[]): Promise<void> {
  const asked = askedParts(args, Object.keys(PARTS))
  const load = machineLoad()
  const folder = mkdtempSync(join(tmpdir(), 'playground-bench-'))
  const browser = await chromium.launch(chromiumLaunch())
  try {
    // both before anything is measured
    await buildApp(folder)
    await buildBenchPage(join(folder, BENCH))
    const site = await serveFolder(folder, (path) => (path.startsWith(`/${BENCH}/`) ? FINE_CLOCK : {}))
    const rows: Row[] = []
    try {
      for (const name of asked) {
        const begun = performance.now()
        rows.push(...(await runPart(PARTS[name]!, browser, site.origin)))
        console.error(`${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s`)
      }
    } finally {
      site.close()
    }
    const circumstances = { chromium: browser.version(), date: new Date().toISOString(), load }
    publish(rows, circumstances, asked.length === Object.keys(PARTS).length)
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true })
  }
}

async function runPart(part: Part, browser: Browser, origin: string): Promise<Row[]> {
  if ('inApp' in part) return part.inApp(browser, origin)
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(`${origin}/${BENCH}/page.html`)
    return await part.inBenchPage(page)
  } finally {
    await context.close()
  }
}
