import type { Page } from '@playwright/test'
import { expect, test as guarded } from './fixtures.ts'
import { spuOf } from './support/nestedWorker.ts'
import { type OtherOrigin, startOtherOrigin } from './support/otherOrigin.ts'

const test = guarded.extend<{ other: OtherOrigin }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern
  other: async ({}, use) => {
    const other = await startOtherOrigin()
    await use(other)
    await other.close()
  },
})

/** What came of each try to reach out: "refused: …", or what it got. */
type Tries = Record<string, string>

/**
 * Runs each try, given as code, and says what came of it. As text, because it runs in workers without eval: the
 * debugger compiles it.
 */
function triesOf(code: Readonly<Record<string, string>>): string {
  const entries = Object.entries(code).map(([name, body]) => `${JSON.stringify(name)}: async () => { ${body} }`)
  return `(async () => {
    const tries = { ${entries.join(', ')} }
    const came = {}
    for (const [name, tried] of Object.entries(tries)) {
      try { came[name] = 'got ' + String(await tried()).slice(0, 80) }
      catch (error) { came[name] = 'refused: ' + error.name }
    }
    return came
  })()`
}

test('AC-51 the guard sees a request that leaves the origin', async ({ guard, other, page, playground }) => {
  await playground.openFresh()
  expect(guard.faults()).toEqual([])
  // a page without our policy, so that the request does leave
  const bare = await page.context().newPage()
  await bare.goto(`${other.url}/bare`)
  await bare.evaluate((url) => fetch(`${url}/planted`), other.url)
  expect(other.knocks).toContain('/planted')
  expect(guard.faults()).toEqual(
    expect.arrayContaining([`request: ${other.url}/bare`, `request: ${other.url}/planted`]),
  )
  guard.allow(/^request: http:\/\/127\.0\.0\.1:\d+\//)
})

test('AC-51 the guard sees an exception, an error on the console and a violation', async ({
  guard,
  playground,
  page,
}) => {
  await playground.openFresh()
  await page.evaluate(() => {
    setTimeout(() => {
      throw new Error('planted exception')
    })
    console.error('planted error')
    document.body.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.1:9/planted.png' }))
  })
  await expect
    .poll(() =>
      guard
        .faults()
        .map((fault) => fault.split(':')[0])
        .sort(),
    )
    .toEqual(expect.arrayContaining(['console', 'exception', 'policy']))
  expect(guard.faults().join('\n')).toContain('planted exception')
  expect(guard.faults().join('\n')).toContain('planted error')
  expect(guard.faults().join('\n')).toContain('img-src refused http://127.0.0.1:9/planted.png')
  guard.allow(/planted/)
})

/** Ways for a page to reach another origin or to make code from text. */
function pageTries(url: string): Record<string, string> {
  const ws = url.replace('http', 'ws')
  const load = (tag: string, set: string) => `
    const element = Object.assign(document.createElement('${tag}'), ${set})
    const done = new Promise((resolve, reject) => {
      element.onload = () => resolve('loaded')
      element.onerror = () => reject(new TypeError('not loaded'))
    })
    document.body.append(element)
    setTimeout(() => element.onerror(), 700)
    return done.finally(() => element.remove())`
  return {
    fetch: `return (await fetch('${url}/fetch')).status`,
    'fetch without cors': `return (await fetch('${url}/no-cors', { mode: 'no-cors' })).type`,
    XMLHttpRequest: `
      const request = new XMLHttpRequest()
      request.open('GET', '${url}/xhr', false)
      request.send()
      return request.status`,
    WebSocket: `
      const socket = new WebSocket('${ws}/socket')
      return new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = () => reject(new TypeError()) })`,
    EventSource: `
      const source = new EventSource('${url}/events')
      return new Promise((resolve, reject) => { source.onopen = resolve; source.onerror = () => reject(new TypeError()) })`,
    image: load('img', `{ src: '${url}/image.png' }`),
    iframe: `
      const frame = Object.assign(document.createElement('iframe'), { src: '${url}/frame' })
      document.body.append(frame)
      await new Promise((resolve) => setTimeout(resolve, 300))
      frame.remove()
      throw new TypeError('nothing came of it')`,
    script: load('script', `{ src: '${url}/script.js' }`),
    style: load('link', `{ rel: 'stylesheet', href: '${url}/style.css' }`),
    prefetch: load('link', `{ rel: 'prefetch', href: '${url}/prefetch' }`),
    'import()': `return import('${url}/module.js')`,
    Worker: `
      const worker = new Worker('${url}/worker.js')
      return new Promise((resolve, reject) => { worker.onmessage = resolve; worker.onerror = () => reject(new TypeError()) })`,
    'data worker': `
      const worker = new Worker('data:text/javascript,postMessage(1)')
      return new Promise((resolve, reject) => { worker.onmessage = resolve; worker.onerror = () => reject(new TypeError()) })`,
    eval: `return (0, eval)('1 + 1')`,
    Function: `return new Function('return 2')()`,
    'text timer': `
      window.ran = false
      setTimeout('window.ran = true', 0)
      await new Promise((resolve) => setTimeout(resolve, 50))
      if (!window.ran) throw new TypeError()
      return 'ran'`,
    innerHTML: `document.createElement('div').innerHTML = '<b>x</b>'; return 'set'`,
    srcdoc: `document.createElement('iframe').srcdoc = '<b>x</b>'; return 'set'`,
    form: `
      const form = Object.assign(document.createElement('form'), { action: '${url}/form', method: 'post' })
      document.body.append(form)
      form.submit()
      await new Promise((resolve) => setTimeout(resolve, 200))
      form.remove()
      throw new TypeError('nothing came of it')`,
  }
}

/** Every try was refused. */
function expectAllRefused(came: Tries, tries: Readonly<Record<string, string>>): void {
  expect(Object.keys(came)).toEqual(Object.keys(tries))
  expect(Object.entries(came).filter(([, result]) => !result.startsWith('refused'))).toEqual([])
}

async function evaluateInPage(page: Page, expression: string): Promise<Tries> {
  // The debugger's own evaluation would be let through by eval's rule; this one is not.
  const cdp = await page.context().newCDPSession(page)
  const { result } = await cdp.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
    allowUnsafeEvalBlockedByCSP: false,
  })
  return result.value as Tries
}

test('AC-51 the page can reach no other origin and makes no code from text', async ({
  guard,
  other,
  page,
  playground,
}) => {
  guard.allow(/./)
  await playground.openFresh()
  const tries = pageTries(other.url)
  expectAllRefused(await evaluateInPage(page, triesOf(tries)), tries)
  await evaluateInPage(page, `navigator.sendBeacon('${other.url}/beacon', 'x')`)
  await page.waitForTimeout(300)
  expect(other.knocks).toEqual([])
  expect(guard.faults()).toEqual([])
})

test('AC-51 the SPU worker can reach no other origin either', async ({ guard, other, page, playground }) => {
  await playground.openFresh()
  const spu = await spuOf(page)
  const ws = other.url.replace('http', 'ws')
  const tries = {
    fetch: `return (await fetch('${other.url}/fetch')).status`,
    'fetch without cors': `return (await fetch('${other.url}/no-cors', { mode: 'no-cors' })).type`,
    WebSocket: `
      const socket = new WebSocket('${ws}/socket')
      return new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = () => reject(new TypeError()) })`,
    importScripts: `return importScripts('${other.url}/script.js')`,
    'import()': `return import('${other.url}/module.js')`,
    Worker: `
      const worker = new Worker('${other.url}/worker.js')
      return new Promise((resolve, reject) => { worker.onmessage = resolve; worker.onerror = () => reject(new TypeError()) })`,
    eval: `return (0, eval)('1 + 1')`,
    Function: `return new Function('return 2')()`,
  }
  // the guard hears this worker: a request that is allowed is one it sees
  const own = `${new URL(page.url()).origin}/icon.svg?from-the-spu`
  const seen = page.context().waitForEvent('request', (request) => request.url() === own)
  expect(await spu.evaluate(`fetch('${own}').then(({ status }) => status)`)).toBe(200)
  await seen
  expectAllRefused((await spu.evaluate(triesOf(tries))) as Tries, tries)
  expect(other.knocks).toEqual([])
  guard.allow(/./)
})

test('AC-51 a sandbox has no network, no storage, no workers and no eval', async ({
  guard,
  other,
  page,
  playground,
}) => {
  await playground.openFresh()
  const sandboxes = await (await spuOf(page)).nested('sandbox')
  expect(sandboxes.length).toBeGreaterThan(0)
  const absent = [
    ...['fetch', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource', 'Request'],
    ...['importScripts', 'Worker', 'SharedWorker', 'BroadcastChannel', 'MessageChannel', 'RTCPeerConnection'],
    ...['indexedDB', 'caches', 'localStorage', 'sessionStorage', 'cookieStore', 'navigator', 'location'],
    ...['eval', 'Function', 'setTimeout', 'setInterval', 'URL', 'Blob', 'FileReader', 'Notification', 'close'],
    ...['webkitRequestFileSystem', 'queueMicrotask', 'reportError', 'trustedTypes', 'scheduler'],
  ]
  const tries = {
    fetch: `return (await fetch('${other.url}/fetch')).status`,
    'fetch of our own': `return (await fetch('./')).status`,
    'import()': `return import('${other.url}/module.js')`,
    'import() of our own': `return import('${new URL(page.url()).origin}/theme.js')`,
    'constructor of a function': `return (() => {}).constructor('return 1')()`,
    'constructor of an async function': `return (async () => {}).constructor('return 1')()`,
    'constructor of a generator': `return (function* () {}).constructor('yield 1')()`,
    'a deleted global through the prototype chain': `
      for (let holder = self; holder; holder = Object.getPrototypeOf(holder))
        for (const name of ['fetch', 'indexedDB', 'caches', 'navigator', 'WebSocket', 'Worker'])
          if (Object.getOwnPropertyDescriptor(holder, name)) return name
      throw new TypeError('none')`,
    'a global through an error': `return new Error().constructor.constructor('return fetch')()`,
  }
  for (const sandbox of sandboxes) {
    const left = await sandbox.evaluate(`${JSON.stringify(absent)}.filter((name) => typeof self[name] !== 'undefined')`)
    expect(left).toEqual([])
    expectAllRefused((await sandbox.evaluate(triesOf(tries))) as Tries, tries)
    // what a SmartModule needs is there, so this was asked in the right place
    expect(await sandbox.evaluate(`typeof WebAssembly.instantiate + typeof postMessage`)).toBe('functionfunction')
  }
  expect(other.knocks).toEqual([])
  // the guard hears workers of workers too
  expect(guard.faults()).toContain(`request: ${other.url}/module.js`)
  guard.allow(/./)
})

test('AC-51 every pane is opened under the policy, and it reports nothing', async ({ playground, page, guard }) => {
  await playground.openFresh()
  await playground.editValue(0, '{"a":1}')
  for (const tab of ['Value', 'Source', 'Details']) await playground.tab(tab).click()
  await playground.tab('Value').click()
  await playground.panel().getByRole('textbox').first().focus()
  await expect(playground.panel().getByText('Ctrl+M frees Tab')).toBeVisible()
  await playground.panel().getByRole('textbox').first().press('Control+F')
  await page.keyboard.press('Escape')
  await playground.tab('Source').click()
  await expect(playground.panel().getByText('#[smartmodule(map)]')).toBeVisible()
  for (const name of ['Produce records', /^Built in/, 'Create topic']) {
    await playground.button(name).click()
    await expect(playground.dialog()).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(playground.dialog()).toHaveCount(0)
  }
  await playground.button('What does this prove?').click()
  for (const theme of ['dark', 'contrast', 'light', 'system']) {
    await page.getByRole('combobox', { name: 'Theme' }).selectOption(theme)
  }
  await playground.dropFile('hello.txt', 'dropped')
  await expect(playground.topic().row(12)).toContainText('dropped')
  await playground.closeCurtain()
  await playground.button('Open the curtain').click()
  await playground.panel().getByRole('button', { name: 'hide' }).click()
  await page.setViewportSize({ width: 390, height: 844 })
  for (const tab of ['Topic', 'Chain', 'Consumer', 'Pairs'])
    await page.getByRole('tab', { name: tab, exact: true }).click()
  expect(guard.faults()).toEqual([])
})

test('AC-51 the policy is in the page itself, for hosts that send no headers', async ({ page, playground }) => {
  await playground.open()
  const meta = page.locator('meta[http-equiv="Content-Security-Policy"]')
  await expect(meta).toHaveCount(1)
  const policy = await meta.getAttribute('content')
  for (const rule of [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
    "frame-src 'none'",
    "require-trusted-types-for 'script'",
  ]) {
    expect(policy?.split('; ')).toContain(rule)
  }
})
