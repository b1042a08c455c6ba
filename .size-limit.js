import { readFileSync } from 'node:fs'

/** Budgets of the built page, gzip. What the first load needs is read from the build's own manifest. */
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'))

/** An entry with everything it imports statically, scripts and styles. */
function withImports(key, found = new Set()) {
  const chunk = manifest[key]
  if (chunk === undefined || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const css of chunk.css ?? []) found.add(css)
  for (const imported of chunk.imports ?? []) withImports(imported, found)
  return found
}

const files = (...keys) => [...new Set(keys.flatMap((key) => [...withImports(key)]))].map((file) => `dist/${file}`)
const spu = 'src/network/spuClient.ts'
const demo = ['dist/index.html', 'dist/theme.js', 'dist/data/accounts.records.jsonl']

export default [
  { name: 'first load without Monaco', path: [...files('index.html', spu), ...demo], gzip: true, limit: '150 KiB' },
  { name: 'the demo module', path: 'dist/smartmodules/regex-scrubbing.wasm', gzip: true, limit: '310 KiB' },
  { name: 'SPU worker with the sandbox inside', path: `dist/${manifest[spu].file}`, gzip: true, limit: '40 KiB' },
  { name: 'Monaco', path: `dist/${manifest['src/app/editor/monaco.ts'].file}`, gzip: true, limit: '1000 KiB' },
  { name: 'styles', path: files('index.html').filter((file) => file.endsWith('.css')), gzip: true, limit: '30 KiB' },
]
