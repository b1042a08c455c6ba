import type { BrowserContext, ConsoleMessage, Page } from '@playwright/test'

declare global {
  interface Window {
    reportViolation?: (what: string) => void
  }
}

/** Watches everything a browser context does while a test runs (AC-51). */
export interface Guard {
  /** This test provokes what the pattern matches; it is no fault then. */
  allow(pattern: RegExp): void
  /** What was seen until now and is not allowed. Each is one line: its kind, then what it was. */
  faults(): string[]
}

/**
 * Starts to watch a context, its pages to come and all their workers: requests and sockets that leave `origin`,
 * violations of the content policy, errors on the console, exceptions that nobody caught.
 * @param origin of the page under test
 */
export async function guardContext(context: BrowserContext, origin: string): Promise<Guard> {
  const seen: string[] = []
  const allowed: RegExp[] = []

  const watchPage = (page: Page) => {
    page.on('pageerror', (error) => seen.push(`exception: ${error.message}`))
    page.on('crash', () => seen.push('crash: the page is gone'))
    page.on('websocket', (socket) => seen.push(`socket: ${socket.url()}`))
  }
  for (const page of context.pages()) watchPage(page)
  context.on('page', watchPage)
  context.on('request', (request) => {
    if (leaves(request.url(), origin)) seen.push(`request: ${request.url()}`)
  })
  context.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error') seen.push(`console: ${message.text()}`)
  })
  await context.exposeFunction('reportViolation', (what: string) => void seen.push(`policy: ${what}`))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      window.reportViolation?.(`${event.effectiveDirective} refused ${event.blockedURI || event.sample}`),
    )
  })

  return {
    allow: (pattern) => void allowed.push(pattern),
    faults: () => seen.filter((fault) => !allowed.some((pattern) => pattern.test(fault))),
  }
}

function leaves(url: string, origin: string): boolean {
  const target = new URL(url)
  // blob: URLs carry the origin that made them; data: URLs are in the page already.
  return target.protocol !== 'data:' && target.origin !== origin
}
