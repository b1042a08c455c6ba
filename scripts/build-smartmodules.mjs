// Builds the SmartModules of smartmodules/ into public/smartmodules/ and writes their catalog.
//
//   node scripts/build-smartmodules.mjs              all of them
//   node scripts/build-smartmodules.mjs log-level    only the named ones
//
// Needs Rust, in one of two ways:
//   rustup   the targets are installed: `rustup target add wasm32-unknown-unknown wasm32-wasip1`
//   Debian   rustc-web, cargo-web, rust-web-src, lld-22 and wasi-libc, which have no such targets: std is built from
//            source
//
// What a module is comes from three places: its Cargo.toml, its SmartModule.toml (summary and params, in
// Fluvio's own format) and smartmodules/shelves.json (what neither of those can say).

import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const defaultTarget = 'wasm32-unknown-unknown'
const transforms = ['filter', 'map', 'filter_map', 'array_map', 'aggregate']

export const paths = {
  root,
  sources: join(root, 'smartmodules'),
  shelves: join(root, 'smartmodules', 'shelves.json'),
  built: join(root, 'public', 'smartmodules'),
  catalog: join(root, 'public', 'smartmodules', 'catalog.json'),
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** Crate name → folder. Crates lie in smartmodules/ and, with a lock file each, in smartmodules/legacy/. */
export function crateFolders() {
  const folders = new Map()
  for (const parent of [paths.sources, join(paths.sources, 'legacy')]) {
    if (!existsSync(parent)) continue
    for (const entry of readdirSync(parent, { withFileTypes: true })) {
      const folder = join(parent, entry.name)
      if (entry.isDirectory() && existsSync(join(folder, 'SmartModule.toml'))) folders.set(entry.name, folder)
    }
  }
  return folders
}

/**
 * The hash of a crate's source. Cargo.toml, SmartModule.toml and every file under src/, as paths relative to the
 * crate folder with `/` between the parts, sorted by UTF-16 code units (the default sort of JavaScript). Each file adds
 * to one SHA-256: its path in UTF-8, a zero byte, its length in decimal digits, a zero byte, and its bytes.
 */
export function sourceSha256(folder) {
  const files = ['Cargo.toml', 'SmartModule.toml']
  for (const entry of readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })) {
    if (entry.isFile())
      files.push(
        relative(folder, join(entry.parentPath ?? entry.path, entry.name))
          .split(sep)
          .join('/'),
      )
  }
  const hash = createHash('sha256')
  for (const file of files.sort()) {
    const bytes = readFileSync(join(folder, file))
    hash.update(`${file}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

/** The part of TOML that SmartModule.toml uses: tables, arrays of tables, and strings or booleans on one line. */
function readSmartModuleToml(file) {
  const result = { package: {}, params: [] }
  let table
  for (const [index, raw] of readFileSync(file, 'utf8').split('\n').entries()) {
    const line = raw.trim()
    const pair = /^([A-Za-z]+)\s*=\s*(".*"|true|false)$/.exec(line)
    if (line === '' || line.startsWith('#')) continue
    if (line === '[package]') {
      table = result.package
    } else if (line === '[[params]]') {
      table = {}
      result.params.push(table)
    } else if (pair && table) {
      table[pair[1]] = JSON.parse(pair[2])
    } else throw new Error(`${relative(root, file)}:${index + 1}: cannot read this line: ${line}`)
  }
  return result
}

/** Everything about a module that is known without building it. */
export function describeModule(name, folder, shelves) {
  const shelf = shelves[name]
  if (!shelf) throw new Error(`${name} is not in smartmodules/shelves.json`)
  const { package: about, params } = readSmartModuleToml(join(folder, 'SmartModule.toml'))
  if (about.name !== name) throw new Error(`${name}: SmartModule.toml names it ${about.name}`)
  for (const param of Object.keys(shelf.params ?? {})) {
    if (!params.some((p) => p.name === param))
      throw new Error(`${name}: shelves.json has a param ${param}, SmartModule.toml has not`)
  }
  return {
    name,
    kind: shelf.kind,
    ...(shelf.lookBack && { lookBack: true }),
    shelf: shelf.shelf,
    summary: about.description,
    params: params.map((param) => ({
      name: param.name,
      description: param.description,
      required: !param.optional,
      ...shelf.params?.[param.name],
    })),
    masks: shelf.masks,
    canFail: shelf.canFail,
    topics: shelf.topics,
    file: `${name}.wasm`,
    target: shelf.target ?? defaultTarget,
  }
}

/**
 * What is wrong with a built file, in words; an empty list if nothing is.
 * @param shelf the module's entry of shelves.json. `exports` are its transforms and `imports` what it imports, where
 *   that is not just `kind` and copy_records; `component` says that the file is a component
 */
export function faults(bytes, shelf) {
  const found = []
  const text = bytes.toString('latin1')
  const builder = [root, homedir(), '/root/', '/home/', '/tmp/', '/Users/', '.cargo/', 'registry/src', ':\\Users\\']
  for (const path of builder)
    if (path.length > 1 && text.includes(path)) found.push(`it holds a path of the machine that built it (${path})`)

  const core = shelf.component ? coreModule(bytes) : bytes
  if (core === null) return [...found, 'it is not a component around one core module']
  const module = new WebAssembly.Module(core)
  const exported = WebAssembly.Module.exports(module)
    .filter((e) => e.kind !== 'global')
    .map((e) => e.name)
  for (const name of ['memory', 'alloc', 'dealloc'])
    if (!exported.includes(name)) found.push(`it does not export ${name}`)
  const expected = {
    exports: shelf.exports ?? (shelf.kind ? [shelf.kind] : []),
    imports: shelf.imports ?? (shelf.kind ? ['env.copy_records'] : []),
  }
  const kinds = transforms.filter((name) => exported.includes(name)).join(' and ')
  const wanted = expected.exports.join(' and ')
  if (kinds !== wanted) found.push(`it exports ${kinds || 'no SmartModule function'}, not ${wanted || 'none'}`)

  if (exported.includes('look_back') !== Boolean(shelf.lookBack))
    found.push(`it ${shelf.lookBack ? 'does not export' : 'exports'} look_back`)

  const imported = WebAssembly.Module.imports(module)
    .map((i) => `${i.module}.${i.name}`)
    .sort()
    .join(', ')
  const needed = expected.imports.toSorted().join(', ')
  if (imported !== needed) found.push(`it imports ${imported || 'nothing'}, not ${needed || 'nothing'}`)
  return found
}

/**
 * A component around one core module. Source: WebAssembly/component-model, design/mvp/Binary.md: the preamble has
 * version 13 and layer 1, and section 1 holds a core module.
 */
const componentHead = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, 0x01])
const component = (core) => Buffer.concat([componentHead, leb128(core.length), core])

/** The core module in such a component, or null. */
function coreModule(bytes) {
  const start = bytes.indexOf('\0asm', componentHead.length, 'latin1')
  const core = bytes.subarray(start)
  return start >= 0 && component(core).equals(bytes) ? core : null
}

/** An unsigned number as WebAssembly writes it: seven bits a byte, the lowest first. */
function leb128(number) {
  const bytes = []
  for (let rest = number; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest])
    bytes.push((rest & 0x7f) | 0x80)
  }
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

function run(command, args, options = {}) {
  return execFileSync(command, args, {
    encoding: 'utf8',
    cwd: paths.sources,
    stdio: ['ignore', 'pipe', 'ignore'],
    ...options,
  }).trim()
}

function attempt(command, args) {
  try {
    return run(command, args)
  } catch {
    return ''
  }
}

/** The Rust to build for a target with: which rustc and cargo, and what they need to be told. */
function toolchain(target) {
  const libraries = attempt('rustc', ['--print', 'target-libdir', '--target', target])
  if (libraries && existsSync(libraries) && readdirSync(libraries).some((file) => file.startsWith('libstd-'))) {
    // rustup's toolchains carry their own linker, so it is as fixed as the compiler.
    return { rustc: 'rustc', cargo: 'cargo', arguments: [], flags: [], environment: {} }
  }

  const debian = {
    rustc: '/usr/bin/rustc',
    cargo: '/usr/bin/cargo',
    source: '/usr/lib/rustlib/src/rust',
    linker: '/usr/bin/rust-lld',
  }
  const libc = '/usr/lib/wasm32-wasi'
  if (Object.values(debian).every((file) => existsSync(file))) {
    // Two linkers give different bytes, so there is exactly one.
    if (!/LLD 22\./.test(attempt(debian.linker, ['-flavor', 'wasm', '--version'])))
      fail(`${debian.linker} is not LLD 22: apt-get install lld-22`)
    const wasi = target === 'wasm32-wasip1'
    if (wasi && !existsSync(libc)) fail(`${libc} is missing: apt-get install wasi-libc`)
    return {
      rustc: debian.rustc,
      cargo: debian.cargo,
      arguments: ['-Zbuild-std=std,panic_abort'],
      flags: [`-Clinker=${debian.linker}`, ...(wasi ? ['-Clink-self-contained=no', `-Lnative=${libc}`] : [])],
      environment: { RUSTC: debian.rustc, RUSTC_BOOTSTRAP: '1' },
    }
  }

  fail(
    `No Rust that can build for ${target}. Either\n` +
      `  rustup target add ${target}\n` +
      'or, on Debian,\n' +
      '  apt-get install rustc-web cargo-web rust-web-src lld-22 wasi-libc',
  )
}

function build(name, folder, target) {
  const rust = toolchain(target)
  const manifest = join(folder, 'Cargo.toml')
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo')
  const targetDir = process.env.CARGO_TARGET_DIR ?? join(paths.sources, 'target')
  const environment = { ...process.env, ...rust.environment, CARGO_HOME: cargoHome, CARGO_TARGET_DIR: targetDir }
  const cargo = (args) => {
    const { status } = spawnSync(rust.cargo, args, { cwd: folder, env: environment, stdio: 'inherit' })
    if (status !== 0) fail(`${name} was not built.`)
  }

  // Fetched first, because the folders of the registry are among the paths to replace.
  cargo(['fetch', '--quiet', '--locked', '--manifest-path', manifest])

  // A panic message holds the path of its source file. The last prefix that matches is used.
  const std = join(run(rust.rustc, ['--print', 'sysroot']), 'lib', 'rustlib', 'src', 'rust')
  const commit = /^commit-hash: (.*)$/m.exec(run(rust.rustc, ['-vV']))?.[1]
  const prefixes = [
    [paths.root, '/playground'],
    [cargoHome, '/cargo'],
    [std, `/rustc/${commit}`],
  ]
  if (existsSync(std)) prefixes.push([realpathSync(std), `/rustc/${commit}`])
  const registries = join(cargoHome, 'registry', 'src')
  for (const registry of existsSync(registries) ? readdirSync(registries) : [])
    prefixes.push([join(registries, registry), '/crates'])

  const flags = [
    // `copy_records` is supplied by Fluvio when the module is loaded.
    '-Clink-arg=--import-undefined',
    ...rust.flags,
    ...prefixes.map(([from, to]) => `--remap-path-prefix=${from}=${to}`),
  ]
  environment.CARGO_ENCODED_RUSTFLAGS = flags.join('\x1f')
  cargo([
    'build',
    '--release',
    '--locked',
    ...rust.arguments,
    '--target',
    target,
    '--manifest-path',
    manifest,
    '--package',
    name,
  ])

  const wasm = readFileSync(join(targetDir, target, 'release', `${name.replaceAll('-', '_')}.wasm`))
  return { wasm, compiler: run(rust.rustc, ['--version']) }
}

/** The Fluvio crate a module was built with, as its lock file has it. */
export function fluvioCrate(folder) {
  const lock = [join(folder, 'Cargo.lock'), join(paths.sources, 'Cargo.lock')].find((file) => existsSync(file))
  const manifest = readFileSync(join(folder, 'Cargo.toml'), 'utf8')
  const crate = /^(fluvio-smart(?:module|stream))\b/m.exec(manifest)[1]
  const version = new RegExp(`name = "${crate}"\\nversion = "(.*)"`).exec(readFileSync(lock, 'utf8'))[1]
  return `${crate} ${version}`
}

function main(wanted) {
  const folders = crateFolders()
  for (const name of wanted) if (!folders.has(name)) fail(`There is no SmartModule ${name} in smartmodules/.`)

  const shelves = JSON.parse(readFileSync(paths.shelves, 'utf8'))
  const before = existsSync(paths.catalog) ? JSON.parse(readFileSync(paths.catalog, 'utf8')).modules : []
  const entries = new Map(before.filter((entry) => folders.has(entry.name)).map((entry) => [entry.name, entry]))
  const names = Object.keys(shelves).filter((name) => folders.has(name))
  for (const name of folders.keys()) if (!names.includes(name)) fail(`${name} is not in smartmodules/shelves.json`)

  mkdirSync(paths.built, { recursive: true })

  for (const name of wanted.length > 0 ? wanted : names) {
    const folder = folders.get(name)
    const entry = describeModule(name, folder, shelves)
    const source = sourceSha256(folder)
    const { wasm: core, compiler } = build(name, folder, entry.target)
    const wasm = shelves[name].component ? component(core) : core
    const wrong = faults(wasm, shelves[name])
    if (wrong.length > 0) fail(`${name}: ${wrong.join('; ')}.`)

    writeFileSync(join(paths.built, entry.file), wasm)
    entries.set(name, {
      ...entry,
      size: wasm.length,
      sha256: sha256(wasm),
      sourceSha256: source,
      compiler,
      crate: fluvioCrate(folder),
    })
    const modules = names.filter((n) => entries.has(n)).map((n) => entries.get(n))
    writeFileSync(paths.catalog, `${JSON.stringify({ modules }, null, 2)}\n`)
    console.log(`${name}: ${wasm.length} bytes`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2))
