import { useEffect } from 'react'
import { focusIn } from './ui/focusIn.ts'

/**
 * Keeps the focus on the page: when the element that has it goes away or is disabled, such as *Undo* after it was
 * pressed, the nearest thing around it that is still there takes the focus. Otherwise a keyboard would start over.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: Element | null = null
    let around: Element[] = []
    let frame = 0
    const onFocusIn = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return
      last = target
      around = []
      for (let at = target.parentElement; at !== null && at !== document.body; at = at.parentElement) around.push(at)
    }
    const check = () => {
      frame = 0
      if (last === null || document.activeElement !== document.body) return
      if (last.isConnected && !last.matches(':disabled')) return
      last = null
      for (const element of around) if (element.isConnected && focusIn(element)) return
    }
    // A disabled element loses the focus only when the page is drawn.
    const observer = new MutationObserver(() => {
      if (frame === 0) frame = requestAnimationFrame(() => requestAnimationFrame(check))
    })
    addEventListener('focusin', onFocusIn)
    observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] })
    return () => {
      removeEventListener('focusin', onFocusIn)
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [])
}
