import { useEffect } from 'react'
import { focusIn } from './ui/focusIn.ts'

/**
 * Keeps the focus on the page: when the element that has it goes away or is disabled, such as *Undo* after it was
 * pressed, the nearest thing around it that is still there takes the focus. Otherwise a keyboard would start over.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: HTMLElement | null = null
    let around: Element[] = []
    let frame = 0
    const onFocusIn = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return
      last = target
      around = []
      for (let at = target.parentElement; at !== null && at !== document.body; at = at.parentElement) around.push(at)
    }
    const check = () => {
      frame = 0
      if (last === null || document.activeElement !== document.body) return
      if (last.isConnected && canHaveFocus(last)) return
      last = null
      for (const element of around) {
        if (!element.isConnected) continue
        if (focusIn(element)) return
        // A run starts over: the table is empty for a moment, and takes the focus back to a row (rows/Rows.tsx).
        if (element instanceof HTMLElement && element.matches('[role="grid"]')) {
          element.tabIndex = -1
          element.focus()
          return
        }
      }
    }
    // A disabled element loses the focus only when the page is drawn.
    const observer = new MutationObserver(() => {
      if (frame === 0) frame = requestAnimationFrame(() => requestAnimationFrame(check))
    })
    addEventListener('focusin', onFocusIn)
    observer.observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['disabled', 'tabindex'],
    })
    return () => {
      removeEventListener('focusin', onFocusIn)
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [])
}

function canHaveFocus(element: HTMLElement): boolean {
  return !element.matches(':disabled') && (element.tabIndex >= 0 || element.hasAttribute('tabindex'))
}
