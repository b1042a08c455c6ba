import type { Page } from '@playwright/test'

interface Sighting {
  readonly where: string
  readonly text: string
  /** every step of the chain was on at that moment */
  readonly chainOn: boolean
}

declare global {
  interface Window {
    consumerWatch?: { samples: number; sightings: Sighting[] }
  }
}

/**
 * Watches the consumer's region for a pattern, from before the page is drawn: at every change its text, attributes and
 * what its ARIA references point to, and in every frame the content that style sheets add.
 * Call it before the page is opened.
 */
export async function watchConsumer(page: Page, pattern: RegExp): Promise<void> {
  await page.addInitScript((source: string) => {
    const pattern = new RegExp(source)
    const watch: { samples: number; sightings: Sighting[] } = { samples: 0, sightings: [] }
    window.consumerWatch = watch
    const chainOn = () => {
      const switches = [...document.querySelectorAll('[aria-label^="Chain for"] [role="switch"]')]
      return switches.length > 0 && switches.every((each) => each.getAttribute('aria-checked') === 'true')
    }
    const look = (where: string, text: string | null | undefined) => {
      if (text && pattern.test(text) && watch.sightings.length < 20) {
        watch.sightings.push({ where, text: text.slice(0, 200), chainOn: chainOn() })
      }
    }
    const region = () => document.querySelector('[aria-label^="Consumer "]')
    const readStructure = () => {
      const root = region()
      if (!root) return
      watch.samples += 1
      look('text', root.textContent)
      for (const element of [root, ...root.querySelectorAll('*')]) {
        for (const { name, value } of element.attributes) {
          look(`attribute ${name}`, value)
          if (!/^aria-(labelledby|describedby|details|owns|controls|activedescendant)$/.test(name)) continue
          for (const id of value.split(/\s+/)) look(`what ${name} names`, document.getElementById(id)?.textContent)
        }
        if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) look('field', element.value)
      }
    }
    const readStyles = () => {
      const root = region()
      for (const element of root ? [root, ...root.querySelectorAll('*')] : []) {
        for (const pseudo of ['::before', '::after', '::marker']) {
          look(`content of ${pseudo}`, getComputedStyle(element, pseudo).content)
        }
      }
      requestAnimationFrame(readStyles)
    }
    new MutationObserver(readStructure).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
    requestAnimationFrame(readStyles)
  }, pattern.source)
}

/** What was seen since the page was opened, and how often it was looked. */
export async function seenAtConsumer(page: Page): Promise<{ samples: number; sightings: Sighting[] }> {
  return page.evaluate(() => window.consumerWatch ?? { samples: 0, sightings: [] })
}
