/** Keeps several scrolling elements at the same height, and tells watchers where that is. */
export interface ScrollTogether {
  /** @returns a function that leaves again */
  join(element: HTMLElement): () => void
  watch(listener: (top: number) => void): () => void
}

export function createScrollTogether(): ScrollTogether {
  const elements = new Set<HTMLElement>()
  const listeners = new Set<(top: number) => void>()
  let top = 0
  return {
    join(element) {
      const onScroll = () => {
        if (Math.abs(element.scrollTop - top) < 1) return
        top = element.scrollTop
        for (const other of elements) if (other !== element) other.scrollTop = top
        for (const listener of listeners) listener(top)
      }
      elements.add(element)
      element.scrollTop = top
      element.addEventListener('scroll', onScroll, { passive: true })
      return () => {
        elements.delete(element)
        element.removeEventListener('scroll', onScroll)
      }
    },
    watch(listener) {
      listeners.add(listener)
      listener(top)
      return () => listeners.delete(listener)
    },
  }
}
