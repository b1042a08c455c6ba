/** `npm run corpus`: replays corpus files in Node; README.md beside this file says how to use it. */
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const path = fileURLToPath(new URL('./corpus.ts', import.meta.url))
const { module } = await runnerImport(path, { configFile: false, logLevel: 'error' })
process.exitCode = await module.runCorpus(process.argv.slice(2), console.log)
