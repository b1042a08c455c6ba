import { useEffect, useRef } from 'react'
import { focusIn } from './ui/focusIn.ts'

/** What keys do anywhere on the page (ux 18). Each of them has a visible control too. */
export interface Shortcuts {
  run(): void
  stop(): void
  chooseFile(): void
  produce(): void
  leak(): void
  filter(): void
  panel(): void
  otherSide(right: boolean): void
  saved(): void
}

const REGIONS = ['header', '#leak', '#topic', '#chain', '#consumer', '#panel']

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const does = find(event, latest.current)
      if (does === null) return
      event.preventDefault()
      does()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
}

function find(event: KeyboardEvent, does: Shortcuts): (() => void) | null {
  const control = event.ctrlKey || event.metaKey
  const { key, shiftKey, altKey } = event
  // Esc closes what is open on top, by the browser itself.
  if (document.querySelector('dialog[open], :popover-open')) return null
  if (key === 'Escape') return does.stop
  if (key === 'F6') return () => nextRegion(shiftKey ? -1 : 1)
  if (key === 'Enter' && shiftKey && !control && !(event.target instanceof HTMLTextAreaElement)) return does.run
  if (!control) return null
  if (key === 'Enter') return shiftKey ? does.produce : does.run
  if (altKey && (key === 'ArrowRight' || key === 'ArrowLeft')) return () => does.otherSide(key === 'ArrowRight')
  switch (key.toLowerCase()) {
    case 'o':
      return does.chooseFile
    case 'j':
      return does.panel
    case 's':
      return does.saved
    case 'f':
      if (shiftKey) return does.leak
      // Elsewhere it is the browser's own search.
      return (event.target as Element).closest('[data-curtain="false"] [role="grid"], #filter') ? does.filter : null
    default:
      return null
  }
}

function nextRegion(by: 1 | -1): void {
  const regions = REGIONS.map((selector) => document.querySelector<HTMLElement>(selector)).filter(
    // what the curtain covers cannot have the focus
    (region): region is HTMLElement => region !== null && region.closest('[inert]') === null,
  )
  const at = regions.findIndex((region) => region.contains(document.activeElement))
  const next = regions[(at + by + regions.length) % regions.length]
  if (next) focusIn(next)
}
