import type { Browser, Page } from 'playwright'
import { freshPage, openApp } from './appPage.ts'
import type { Row } from './report.ts'
import { spread, spreadText } from './statistics.ts'

const ROUNDS = 7
const TARGETS = [
  { slower: 1, ms: 1000 },
  { slower: 4, ms: 2000 },
]
const KB = 1024
const PAGE_LIMIT = 150 * KB
const MODULE_LIMIT = 310 * KB
const SPU_LIMIT = 40 * KB

/** A file that was loaded before the first masked record was on screen. */
interface Loaded {
  readonly path: string
  /** bytes of the compressed body */
  readonly bytes: number
}

/** From navigation to the first masked record on screen, in fresh contexts, and what was downloaded for it. */
export async function firstRecordRows(browser: Browser, origin: string): Promise<Row[]> {
  await visit(browser, origin, 1)
  const times = TARGETS.map(() => [] as number[])
  let loaded: readonly Loaded[] = []
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, { slower }] of TARGETS.entries()) {
      const visited = await visit(browser, origin, slower)
      times[i]?.push(visited.ms)
      loaded = visited.loaded
    }
  }
  const speed = TARGETS.map(({ slower, ms: limit }, i): Row => {
    const ms = spread(times[i] ?? [])
    return {
      what: `navigation to first masked record${slower === 1 ? '' : `, main thread ${slower} × slower`}`,
      result: spreadText(ms, 'ms', 0),
      target: `≤ ${limit.toLocaleString('en')} ms`,
      met: ms.median <= limit,
      detail: `built app, cold context, local server, ${ROUNDS} visits${slower === 1 ? '' : '; workers are not slowed'}`,
    }
  })
  return [...speed, ...sizes(loaded)]
}

async function visit(browser: Browser, origin: string, slower: number): Promise<{ ms: number; loaded: Loaded[] }> {
  const page = await freshPage(browser, slower)
  const ms = await openApp(page, `${origin}/`)
  const loaded = await loadedBy(page, ms)
  await page.context().close()
  return { ms, loaded }
}

/** What the browser says it downloaded until then. Workers of the app download nothing. */
async function loadedBy(page: Page, ms: number): Promise<Loaded[]> {
  const entries = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((entry) => {
      const { name, encodedBodySize, responseEnd } = entry as PerformanceResourceTiming
      return { path: new URL(name).pathname, bytes: encodedBodySize, end: responseEnd }
    }),
  )
  const files = new Map<string, Loaded>()
  // a preload and its use are two entries of one download
  for (const { path, bytes, end } of entries) if (end <= ms && bytes > 0) files.set(path, { path, bytes })
  return [...files.values()]
}

function sizes(loaded: readonly Loaded[]): Row[] {
  const isModule = ({ path }: Loaded) => path.endsWith('.wasm')
  const page = loaded.filter((file) => !isModule(file))
  const groups = [
    ['JS', (path: string) => path.endsWith('.js')],
    ['CSS', (path: string) => path.endsWith('.css')],
    ['HTML', (path: string) => path.endsWith('/') || path.endsWith('.html')],
    ['data', (path: string) => /\.(json|jsonl|svg)$/.test(path)],
  ] as const
  const parts = groups.map(([name, has]) => `${name} ${kilobytes(sum(page.filter(({ path }) => has(path))))}`)
  const largest = [...page].sort((a, b) => b.bytes - a.bytes).slice(0, 3)
  const names = largest.map(({ path, bytes }) => `${path.replace(/^.*\/|-[\w-]{8}(?=\.)/g, '')} ${kilobytes(bytes)}`)
  return [
    size(
      'bytes before it, without the module',
      sum(page),
      PAGE_LIMIT,
      `${parts.join(', ')}; largest: ${names.join(', ')}`,
    ),
    size(
      'of these, the SPU worker with the sandbox inside',
      sum(page.filter(({ path }) => /spuClient/.test(path))),
      SPU_LIMIT,
      'both workers are inline scripts of one chunk',
    ),
    size('bytes before it, the module', sum(loaded.filter(isModule)), MODULE_LIMIT, 'regex-scrubbing.wasm, gzip'),
  ]
}

function size(what: string, bytes: number, limit: number, detail: string): Row {
  const target = `≤ ${limit / KB} kB`
  return { what, result: kilobytes(bytes), target, met: bytes > 0 && bytes <= limit, detail }
}

function sum(files: readonly Loaded[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0)
}

function kilobytes(bytes: number): string {
  return `${(bytes / KB).toFixed(1)} kB`
}
