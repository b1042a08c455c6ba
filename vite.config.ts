import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { blobWorkers } from './build/blobWorkers.ts'
import { contentPolicy } from './build/contentPolicy.ts'
import { shortClassNames } from './build/shortClassNames.ts'

export default defineConfig({
  // Works under any sub-path, as on GitHub Pages.
  base: './',
  plugins: [react(), contentPolicy(), blobWorkers()],
  css: { modules: { generateScopedName: shortClassNames(import.meta.dirname) } },
  // Classic workers: module workers from a blob do not start in a frame of opaque origin.
  worker: { format: 'iife' },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 4500,
    // tells the size check what the first load needs
    manifest: true,
    // Scripts of parts that load later need no list of their own scripts: the few that are not there come with them.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_, files, { hostType }) =>
        hostType === 'html' ? files : files.filter((file) => file.endsWith('.css')),
    },
  },
  preview: { host: '127.0.0.1', port: 4173 },
})
