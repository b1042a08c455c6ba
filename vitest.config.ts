import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumLaunch } from './build/chromium.ts'
import { browserSample } from './parity/spu-corpus/browserSample.ts'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.ts', 'build/**/*.test.ts', 'parity/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        plugins: [react()],
        // Found late, they would reload a test that is running.
        optimizeDeps: {
          include: ['vitest-browser-react', 'react', 'react-dom', 'react/jsx-dev-runtime', 'idb', 'diff', 'fast-check'],
        },
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.{ts,tsx}', 'parity/**/*.browser.test.ts'],
          testTimeout: 30_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumLaunch() }),
            instances: [{ browser: 'chromium' }],
            commands: { corpusSample: (_context, count: number) => browserSample(count) },
          },
        },
      },
    ],
  },
})
