import type { Page } from '@playwright/test'
import { expect } from '../fixtures.ts'

/** Checks as `expectVisibleFocus`, and gives the page a moment: what had the focus may just have gone away. */
export async function expectFocusSoon(page: Page): Promise<void> {
  await expect(async () => void (await expectVisibleFocus(page))).toPass({ timeout: 2000 })
}

/**
 * Checks that the focus is on something of the page, and that it can be seen: the element, or one of the four around
 * it, has an outline.
 * @returns its role or tag and its name, to be read in a failure
 */
export async function expectVisibleFocus(page: Page): Promise<string> {
  const focus = await page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return { what: 'nothing', ring: false, inside: false }
    const what = `${element.getAttribute('role') ?? element.tagName.toLowerCase()} "${
      element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)
    }"`
    let ring = false
    let at: Element | null = element
    for (let i = 0; i < 5 && at !== null && !ring; i++, at = at.parentElement) {
      const { outlineStyle, outlineWidth } = getComputedStyle(at)
      ring = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
    }
    const { left, top, right, bottom } = element.getBoundingClientRect()
    const inside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight
    return { what, ring, inside }
  })
  expect(focus, 'what has the focus, whether a ring shows it, and whether it is on screen').toEqual({
    what: focus.what,
    ring: true,
    inside: true,
  })
  expect(focus.what).not.toBe('nothing')
  return focus.what
}

/** Presses a key until an element with this accessible name has the focus; each stop on the way must be visible. */
export async function tabTo(page: Page, name: string | RegExp, key = 'Tab', most = 40): Promise<void> {
  const matches = (what: string) => (typeof name === 'string' ? what.includes(`"${name}`) : name.test(what))
  const seen: string[] = []
  for (let i = 0; i < most; i++) {
    await page.keyboard.press(key)
    const what = await expectVisibleFocus(page)
    if (matches(what)) return
    seen.push(what)
  }
  throw new Error(`${key} never reached ${name}; it stopped at ${seen.join(', ')}`)
}
