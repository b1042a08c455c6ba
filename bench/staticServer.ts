import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.ttf': 'font/ttf',
}

export interface StaticSite {
  /** http://127.0.0.1:…, no slash at the end */
  readonly origin: string
  close(): void
}

/**
 * Serves a folder with every file compressed (gzip, level 9) before the first request, as a host of static sites does:
 * what crosses is what a visitor would download, and no request waits for the compressor.
 * @param more headers that go with a file, by its path
 */
export async function serveFolder(
  folder: string,
  more: (path: string) => Readonly<Record<string, string>>,
): Promise<StaticSite> {
  const files = new Map<string, { type: string; body: Buffer }>()
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, entry)
    if (!statSync(path).isFile()) continue
    const type = TYPES[extname(path)] ?? 'application/octet-stream'
    files.set(`/${relative(folder, path)}`, { type, body: gzipSync(readFileSync(path), { level: 9 }) })
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const file = files.get(pathname === '/' ? '/index.html' : pathname)
    if (!file) {
      response.writeHead(404).end()
      return
    }
    const own = { 'Content-Type': file.type, 'Content-Encoding': 'gzip', 'Content-Length': file.body.length }
    response.writeHead(200, { ...own, ...more(pathname) }).end(file.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
