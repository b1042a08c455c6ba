import type { Page } from '@playwright/test'

declare global {
  interface Window {
    heard?: Record<string, { at: number; text: string }[]>
  }
}

/** A text at the moment it appeared, in ms since the page was opened. */
export interface Heard {
  readonly at: number
  readonly text: string
}

/**
 * Writes down every text that places of the page show, also those that stand for one frame only.
 * Call it before the page is opened.
 * @param places a selector for each name
 */
export async function keepTexts(page: Page, places: Readonly<Record<string, string>>): Promise<void> {
  await page.addInitScript((places: Readonly<Record<string, string>>) => {
    const heard: Record<string, { at: number; text: string }[]> = {}
    window.heard = heard
    const read = () => {
      for (const [name, selector] of Object.entries(places)) {
        const text = document.querySelector(selector)?.textContent ?? ''
        heard[name] ??= []
        if (heard[name].at(-1)?.text !== text) heard[name].push({ at: performance.now(), text })
      }
    }
    new MutationObserver(read).observe(document, { subtree: true, childList: true, characterData: true })
  }, places)
}

/** The texts of one place so far, oldest first; the same text twice running is one. */
export async function textsOf(page: Page, name: string): Promise<Heard[]> {
  return page.evaluate((name) => window.heard?.[name] ?? [], name)
}

/** Forgets what was heard before now. */
export async function forgetTexts(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const texts of Object.values(window.heard ?? {})) texts.splice(0, texts.length - 1)
  })
}
