// Rewrites the golden answers in parity/golden/: what Fluvio's published engine makes of every vector, topic and chain
// of the SmartModules that come with the playground. Says what changed, and whether src/smartengine answers the same.
//
//   npm run goldens              asks the engine what is new or changed: jobs, modules, the engine itself
//   npm run goldens -- --all     asks it everything again
//
// Needs Rust (cargo) if there is something to ask: about ten minutes of CPU to build parity/engine the first time, and as
// much to ask everything.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { runnerImport } from 'vite'

const root = resolve(fileURLToPath(import.meta.url), '..', '..')
const folder = join(root, 'parity', 'golden')
const parityFile = join(root, 'public', 'parity.json')

function fail(message) {
  console.error(message)
  process.exit(1)
}

/** A cargo that can build for this machine: on PATH, or where rustup puts it. */
function cargo() {
  const found = ['cargo', join(homedir(), '.cargo', 'bin', 'cargo')].find(
    (command) => spawnSync(command, ['--version']).status === 0,
  )
  if (found !== undefined) return found
  return fail(
    'No Rust here, so the engine cannot be built and the golden answers stay as they are. To get it:\n' +
      '  https://rustup.rs (Rust 1.88 or newer), then: npm run goldens',
  )
}

/** Builds the engine program and returns where it is. */
function buildEngine() {
  const manifest = join(root, 'parity', 'engine', 'Cargo.toml')
  const target = process.env.CARGO_TARGET_DIR ?? join(root, 'parity', 'engine', 'target')
  const { status } = spawnSync(cargo(), ['build', '--release', '--locked', '--manifest-path', manifest], {
    stdio: 'inherit',
    env: { ...process.env, CARGO_TARGET_DIR: target },
  })
  if (status !== 0) fail('parity/engine was not built.')
  return join(target, 'release', process.platform === 'win32' ? 'parity-engine.exe' : 'parity-engine')
}

/** The versions in the engine program's lock file. */
function lockedVersions() {
  const lock = readFileSync(join(root, 'parity', 'engine', 'Cargo.lock'), 'utf8')
  const version = (name) => new RegExp(`^name = "${name}"\nversion = "(.*)"`, 'm').exec(lock)?.[1]
  return { 'fluvio-smartengine': version('fluvio-smartengine'), wasmtime: version('wasmtime') }
}

/** The engine's answers to jobs, as lines. A module may print: that is not shown. */
function ask(engine, asked) {
  const scratch = mkdtempSync(join(tmpdir(), 'goldens-'))
  try {
    const [jobs, out] = [join(scratch, 'jobs.jsonl'), join(scratch, 'answers.jsonl')]
    writeFileSync(jobs, asked.map(({ line }) => `${line}\n`).join(''))
    const { status, stderr } = spawnSync(engine, ['golden', jobs, out], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      maxBuffer: 1 << 28,
    })
    if (status !== 0) fail(`The engine stopped:\n${stderr.slice(-2000)}`)
    return readFileSync(out, 'utf8').trimEnd().split('\n')
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

function count(number, word) {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}

/** Says which answers are new, which are others, and which are gone. */
function reportChanges(before, after) {
  const added = [...after.keys()].filter((id) => !before.has(id))
  const gone = [...before.keys()].filter((id) => !after.has(id))
  const changed = [...after.keys()].filter((id) => before.has(id) && before.get(id) !== after.get(id))
  for (const [word, ids] of Object.entries({ added, changed, gone })) {
    for (const id of ids.slice(0, 20)) console.log(`${word}: ${id}`)
    if (ids.length > 20) console.log(`${word}: and ${ids.length - 20} more`)
  }
  console.log(
    `${count(after.size, 'answer')}: ${added.length} added, ${changed.length} changed, ${gone.length} gone, ` +
      `${after.size - added.length - changed.length} as before`,
  )
}

const load = async (path) => (await runnerImport(join(root, path), { configFile: false, logLevel: 'error' })).module
const goldens = await load('src/smartengine/testing/goldenFiles.ts')

const versions = lockedVersions()

const before = goldens.readLines()
const files = goldens.jobLines()
const sameEngine = isDeepStrictEqual(goldens.readHead()?.engine, versions)
const kept = (job) => {
  const line = before.get(job.id)
  return sameEngine && !process.argv.includes('--all') && line !== undefined && JSON.parse(line).job === job.hash
    ? line
    : undefined
}
const after = new Map()
const asked = [...files.values()].flat().filter((job) => kept(job) === undefined)
console.log(`${count(asked.length, 'job')} for the engine`)
const engine = asked.length > 0 ? buildEngine() : null
for (let at = 0; at < asked.length; at += 50) {
  const jobs = asked.slice(at, at + 50)
  for (const [index, answer] of ask(engine, jobs).entries()) {
    const { id, ...rest } = JSON.parse(answer)
    if (id !== jobs[index].id) fail(`The engine answered ${id} instead of ${jobs[index].id}.`)
    after.set(id, JSON.stringify({ id, job: jobs[index].hash, ...rest }))
  }
  console.log(`  ${at + jobs.length} answered`)
}

mkdirSync(folder, { recursive: true })
for (const name of readdirSync(folder)) if (name.endsWith('.jsonl')) rmSync(join(folder, name))
for (const [name, jobs] of files) {
  const lines = jobs.map((job) => after.get(job.id) ?? kept(job))
  for (const [index, line] of lines.entries()) after.set(jobs[index].id, line)
  writeFileSync(join(folder, `${name}.jsonl`), lines.map((line) => `${line}\n`).join(''))
}
writeFileSync(join(folder, 'goldens.json'), `${JSON.stringify(goldens.headOf(versions, files), null, 2)}\n`)
reportChanges(before, after)

const compared = {}
const words = { spu: 'as an SPU does', own: 'as their own Fluvio did' }
for (const calls of goldens.CALLS) {
  const { jobs, equal, named, red } = await goldens.compareAll(calls)
  compared[calls] = { jobs, equal, red }
  console.log(`src/smartengine, modules called ${words[calls]}: ${equal} of ${jobs} answers are the engine's`)
  for (const [id, times] of Object.entries(named)) console.log(`  ${times} differ as decided: ${id}`)
  for (const id of red.slice(0, 20)) console.log(`  differs: ${id}`)
  if (red.length > 20) console.log(`  and ${red.length - 20} more differ`)
}

if (existsSync(parityFile)) {
  const parity = JSON.parse(readFileSync(parityFile, 'utf8'))
  const { 'fluvio-smartengine': crate, wasmtime } = versions
  const { jobs, equal } = compared.spu ?? compared.own
  parity.engine = { crate: `fluvio-smartengine ${crate}`, wasmtime, jobs, equal }
  writeFileSync(parityFile, `${JSON.stringify(parity, null, 2)}\n`)
}
if (Object.values(compared).some(({ red }) => red.length > 0)) process.exit(1)
