import { defineConfig } from '@playwright/test'
import { chromiumLaunch } from './build/chromium.ts'

const port = Number(process.env.E2E_PORT ?? 4173)

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  // A machine that is busy with something else may be late once. What fails twice is broken.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  timeout: 60_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.E2E_JSON ? [['line'], ['json', { outputFile: process.env.E2E_JSON }]] : 'list',
  webServer: {
    command: `npx vite preview --host 127.0.0.1 --port ${port} --strictPort`,
    port,
    reuseExistingServer: !process.env.CI,
  },
  projects: [
    { name: 'promises', testIgnore: 'runaway.spec.ts' },
    // Loops burn a core for a while after they were stopped, and times are promised here: one at a time, after the
    // others, and once more if the machine was busy with something else.
    { name: 'runaways', testMatch: 'runaway.spec.ts', dependencies: ['promises'], workers: 1, retries: 1 },
  ],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: chromiumLaunch(),
  },
})
