// Checks that the SmartModules in public/smartmodules/ are the ones that the sources in smartmodules/ describe,
// without building anything. Needs no Rust.
//
//   node scripts/check-smartmodules.mjs

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import {
  crateFolders,
  describeModule,
  faults,
  fluvioCrate,
  paths,
  sha256,
  sourceSha256,
} from './build-smartmodules.mjs'

const rebuild = (name) => `run: node scripts/build-smartmodules.mjs ${name}`

/** What is wrong with one module, each line with what to do about it. */
function check(name, folder, shelves, entry) {
  if (!folder)
    return [
      `is in the catalog but has no crate in smartmodules/; delete ${name}.wasm and run: node scripts/build-smartmodules.mjs`,
    ]
  if (!entry) return [`has no entry in public/smartmodules/catalog.json; ${rebuild(name)}`]

  const wrong = []
  const described = describeModule(name, folder, shelves)
  for (const [key, value] of Object.entries({ ...described, crate: fluvioCrate(folder) })) {
    if (!isDeepStrictEqual(entry[key], value))
      wrong.push(`the catalog has another ${key} than its source; ${rebuild(name)}`)
  }
  if (entry.sourceSha256 !== sourceSha256(folder))
    wrong.push(`its source is not the one its .wasm was built from; ${rebuild(name)}`)

  const file = join(paths.built, described.file)
  if (!existsSync(file)) return [...wrong, `public/smartmodules/${described.file} is missing; ${rebuild(name)}`]
  const bytes = readFileSync(file)
  if (entry.size !== bytes.length)
    wrong.push(`its .wasm has ${bytes.length} bytes, the catalog says ${entry.size}; ${rebuild(name)}`)
  if (entry.sha256 !== sha256(bytes)) {
    // Not worth a look inside: it may not even be a module.
    return [...wrong, `its .wasm has another SHA-256 than the catalog says; ${rebuild(name)}`]
  }
  for (const fault of faults(bytes, shelves[name])) wrong.push(`${fault}; fix it and ${rebuild(name)}`)
  return wrong
}

const folders = crateFolders()
const shelves = JSON.parse(readFileSync(paths.shelves, 'utf8'))
const { modules } = JSON.parse(readFileSync(paths.catalog, 'utf8'))
const entries = new Map(modules.map((entry) => [entry.name, entry]))

let problems = 0
const report = (name, problem) => {
  problems += 1
  console.error(`${name}: ${problem}`)
}

for (const name of [...new Set([...folders.keys(), ...entries.keys()])].sort()) {
  try {
    for (const problem of check(name, folders.get(name), shelves, entries.get(name))) report(name, problem)
  } catch (error) {
    report(name, `${error.message}; fix it and ${rebuild(name)}`)
  }
}
for (const name of Object.keys(shelves)) {
  if (!folders.has(name)) report(name, 'is in smartmodules/shelves.json but has no crate in smartmodules/; take it out')
}
for (const file of readdirSync(paths.built)) {
  if (file.endsWith('.wasm') && !modules.some((entry) => entry.file === file))
    report(file, 'is in public/smartmodules/ but not in the catalog; delete it')
}

if (problems > 0) {
  console.error(`\n${problems} ${problems === 1 ? 'problem' : 'problems'} in ${folders.size} SmartModules.`)
  process.exit(1)
}
console.log(`${folders.size} SmartModules are built from the sources beside them.`)
