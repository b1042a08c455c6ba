import type { Page } from '@playwright/test'

/**
 * Visible controls and headings that are cut off: part of them is outside of the window, or of a box that clips its
 * content and cannot be scrolled that way. A text that ends in an ellipsis is meant to.
 */
export async function clippedControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut: string[] = []
    const top = document.querySelector('dialog[open], :popover-open, [data-sheet="true"][data-open="true"]') ?? document
    for (const control of top.querySelectorAll<HTMLElement>('button, input, select, textarea, summary, h1, h2, h3')) {
      const box = control.getBoundingClientRect()
      if (!control.checkVisibility({ opacityProperty: true }) || control.closest('[inert]')) continue
      if (box.width <= 1 || box.height <= 1) continue
      // What may be seen of it, smaller with each box around it that clips. A box that scrolls need only be seen itself.
      let [left, up, right, down] = [box.left, box.top, box.right, box.bottom]
      let [outX, outY] = [0, 0]
      const clipTo = (x: boolean, y: boolean, clip: { left: number; top: number; right: number; bottom: number }) => {
        if (x) outX = Math.max(outX, clip.left - left, right - clip.right)
        if (y) outY = Math.max(outY, clip.top - up, down - clip.bottom)
      }
      for (let at = control.parentElement; at !== null && at !== document.body; at = at.parentElement) {
        const { overflowX, overflowY, position } = getComputedStyle(at)
        const clip = at.getBoundingClientRect()
        const [scrollsX, scrollsY] = [/auto|scroll/.test(overflowX), /auto|scroll/.test(overflowY)]
        if (scrollsX && at.scrollWidth > at.clientWidth) [left, right] = [clip.left, clip.right]
        if (scrollsY && at.scrollHeight > at.clientHeight) [up, down] = [clip.top, clip.bottom]
        clipTo(overflowX !== 'visible', overflowY !== 'visible', clip)
        if (position === 'fixed') break
      }
      clipTo(true, true, { left: 0, top: 0, right: innerWidth, bottom: innerHeight })
      const { overflow, textOverflow } = getComputedStyle(control)
      if (!control.matches('input, select, textarea') && overflow !== 'visible' && textOverflow !== 'ellipsis')
        outX = Math.max(outX, control.scrollWidth - control.clientWidth)
      if (outX <= 1 && outY <= 1) continue
      const name = control.getAttribute('aria-label') ?? control.textContent?.trim().slice(0, 40)
      cut.push(
        `${control.tagName.toLowerCase()} "${name}": ${Math.round(outX)} px sideways, ${Math.round(outY)} px up or down`,
      )
    }
    return cut
  })
}

/** Visible controls over whose middle another element lies. */
export async function coveredControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const covered: string[] = []
    const top = document.querySelector('dialog[open], :popover-open, [data-sheet="true"][data-open="true"]') ?? document
    for (const control of top.querySelectorAll<HTMLElement>('button, input, select, summary')) {
      if (!control.checkVisibility({ opacityProperty: true }) || control.closest('[inert]')) continue
      const box = control.getBoundingClientRect()
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      if (box.width <= 1) continue
      const scrolledAway = (at: Element | null): boolean => {
        if (at === null || at === document.body) return x < 0 || y < 0 || x > innerWidth || y > innerHeight
        const clip = at.getBoundingClientRect()
        const clips = getComputedStyle(at).overflow !== 'visible'
        if (clips && (x < clip.left || x > clip.right || y < clip.top || y > clip.bottom)) return true
        return scrolledAway(at.parentElement)
      }
      if (scrolledAway(control.parentElement)) continue
      const over = document.elementFromPoint(x, y)
      if (over === null || control.contains(over) || over.contains(control)) continue
      covered.push(
        `"${control.getAttribute('aria-label') ?? control.textContent?.trim()}" by ${over.outerHTML.slice(0, 60)}`,
      )
    }
    return covered
  })
}

/** How far the page itself can be scrolled sideways, in pixels. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** Sets the text spacing that WCAG 1.4.12 asks a page to bear. */
export async function textSpacing(page: Page): Promise<void> {
  await page.addStyleTag({
    content:
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } ' +
      'p { margin-bottom: 2em !important }',
  })
}

/** Visible controls that are lower than so many pixels. Links in a text may be 24. */
export async function smallTargets(page: Page, height: number): Promise<string[]> {
  return page.evaluate((height) => {
    const small: string[] = []
    const top = document.querySelector('dialog[open], :popover-open') ?? document
    for (const control of top.querySelectorAll<HTMLElement>('button, select, input, summary')) {
      if (!control.checkVisibility({ opacityProperty: true }) || control.closest('[inert]')) continue
      const box = control.getBoundingClientRect()
      const least = getComputedStyle(control).textDecorationLine === 'underline' ? 24 : height
      if (box.height > 1 && box.height < least - 0.5)
        small.push(
          `"${control.getAttribute('aria-label') ?? control.textContent?.trim()}" ${Math.round(box.height)} px`,
        )
    }
    return small
  }, height)
}
