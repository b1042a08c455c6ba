import { spawnSync } from 'node:child_process'

/** Flags that keep a test browser from reaching out by itself. */
const QUIET = [
  '--disable-quic',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A Chromium on PATH, or undefined: then Playwright looks for its own. */
function chromiumOnPath(): string | undefined {
  return ['chromium', 'chromium-browser', 'google-chrome']
    .map((name) =>
      spawnSync('sh', ['-c', `command -v ${name}`])
        .stdout?.toString()
        .trim(),
    )
    .find((path) => path)
}

/** Launch options for Playwright. The browser's own sandbox cannot start for root in a container. */
export function chromiumLaunch(): { executablePath?: string; args: string[] } {
  const executablePath = chromiumOnPath()
  const args = process.getuid?.() === 0 ? [...QUIET, '--no-sandbox'] : QUIET
  return { ...(executablePath ? { executablePath } : {}), args }
}
