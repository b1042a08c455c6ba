/** `node bench/largeTopic.mjs [records] [records per batch]`: a large topic in the built page; see largeTopic.ts. */
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const path = fileURLToPath(new URL('./largeTopic.ts', import.meta.url))
const { module } = await runnerImport(path, { configFile: false, logLevel: 'error' })
await module.measureLargeTopic(...process.argv.slice(2).map(Number))
