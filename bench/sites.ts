import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { blobWorkers } from '../build/blobWorkers.ts'

const repository = fileURLToPath(new URL('..', import.meta.url))
const bench = fileURLToPath(new URL('.', import.meta.url))

/** Builds the app as it is released into a folder. */
export async function buildApp(outDir: string): Promise<void> {
  await build({ root: repository, logLevel: 'error', build: { outDir, emptyOutDir: true } })
}

/** Builds the page of the benchmarks (page.html): the app's rooms and workers, minified as in the app. */
export async function buildBenchPage(outDir: string): Promise<void> {
  await build({
    root: bench,
    configFile: false,
    logLevel: 'error',
    base: './',
    publicDir: `${repository}public`,
    plugins: [blobWorkers()],
    worker: { format: 'iife' },
    build: { outDir, emptyOutDir: true, target: 'es2022', rolldownOptions: { input: `${bench}page.html` } },
  })
}
