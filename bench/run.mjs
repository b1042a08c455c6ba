/** `npm run bench`, `npm run bench -- --only NAME`: all benchmarks, or those named, in one run. */
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const path = fileURLToPath(new URL('./bench.ts', import.meta.url))
const { module } = await runnerImport(path, { configFile: false, logLevel: 'error' })
// the runner works in development mode, and builds would take that over
process.env.NODE_ENV = 'production'
await module.runBench(process.argv.slice(2))
