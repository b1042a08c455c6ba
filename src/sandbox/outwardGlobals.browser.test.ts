import { expect, test } from 'vitest'
import type { ProbeReport } from './testing/probe.worker.ts'
import ProbeWorker from './testing/probe.worker.ts?worker&inline'

/** Ways out of a dedicated worker that Chromium has. */
const OUTWARD = [
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'Request', 'FontFace', 'fonts'],
  ...['importScripts', 'eval', 'Function', 'Worker', 'trustedTypes', 'navigator', 'location', 'Notification'],
  ...['indexedDB', 'caches', 'BroadcastChannel', 'webkitRequestFileSystem', 'FileSystemHandle', 'StorageManager'],
  ...['setTimeout', 'close', 'onmessage', 'URL', 'Blob', 'SharedArrayBuffer'],
]
const NOT_IN_EVERY_CONTEXT = ['WebSocketStream', 'SharedWorker', 'localStorage', 'cookieStore', 'serial']

function probe(names: readonly string[]): Promise<ProbeReport> {
  const worker = new ProbeWorker()
  const report = new Promise<ProbeReport>((resolve, reject) => {
    worker.addEventListener('message', (event: MessageEvent<ProbeReport>) => resolve(event.data))
    worker.addEventListener('error', (event) => reject(new Error(event.message)))
  })
  worker.postMessage(names)
  return report.finally(() => worker.terminate())
}

test('a sandbox has no way out', async () => {
  const report = await probe([...OUTWARD, ...NOT_IN_EVERY_CONTEXT])
  // the names are real: they are there before
  expect(report.before).toEqual(expect.arrayContaining(OUTWARD.filter((name) => name !== 'SharedArrayBuffer')))
  expect(report.after).toEqual([])
  expect(report.left).toEqual([])
  // `constructor` of a function is Object's by now, and makes a boxed string of the text
  expect(report.compiled).toEqual(['object', 'object', 'object', 'object'])
  expect(report.works).toBe(true)
})

test('what cannot be removed is told', async () => {
  expect((await probe([])).leftWithLeak).toEqual(['leak'])
})
