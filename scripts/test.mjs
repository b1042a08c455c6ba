/** `npm test`: build, vitest, Playwright on the build; prints the sum of both as its last line. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const out = mkdtempSync(join(tmpdir(), 'playground-test-'))
const reports = { unit: join(out, 'unit.json'), e2e: join(out, 'e2e.json') }

function run(command, args, env = {}) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  return status === 0
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** A Chromium on PATH or Playwright's own; without one the tests cannot run, and this says how to get it. */
async function browserMissing() {
  const onPath = ['chromium', 'chromium-browser', 'google-chrome'].some(
    (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
  )
  if (onPath) return false
  const { chromium } = await import('playwright')
  return spawnSync('test', ['-x', chromium.executablePath()]).status !== 0
}

if (await browserMissing()) {
  console.error(
    'No Chromium found. Install one (Debian: apt-get install chromium) or run: npx playwright install chromium',
  )
  console.log('0 passed, 1 failed')
  process.exit(1)
}

const built = run('npx', ['tsc', '-b']) && run('npx', ['vite', 'build', '--logLevel', 'warn'])
let passed = 0
let failed = built ? 0 : 1

const unitOk = run('npx', [
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reports.unit}`,
])
const unit = read(reports.unit)
passed += unit?.numPassedTests ?? 0
failed += unit?.numFailedTests ?? 0
// A suite that could not start counts no failed test.
if (!unitOk && !unit?.numFailedTests) failed += 1

if (built) {
  const e2eOk = run('npx', ['playwright', 'test'], { E2E_JSON: reports.e2e })
  const e2e = read(reports.e2e)?.stats
  passed += (e2e?.expected ?? 0) + (e2e?.flaky ?? 0)
  failed += e2e?.unexpected ?? 0
  // What was not run because others failed must not count as if it did not exist.
  if (e2e?.unexpected) failed += e2e.skipped
  if (!e2eOk && !e2e?.unexpected) failed += 1
}

console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
