import { useSyncExternalStore } from 'react'

/** What the window's size decides (ux 21). The same widths stand in the style sheets. */
export interface Layout {
  readonly size: 'wide' | 'narrow' | 'line' | 'phone'
  /** height of a row of records, in pixels */
  readonly rowHeight: number
  readonly panelStartsOpen: boolean
  /** the bottom panel opens over the page instead of in it */
  readonly panelIsSheet: boolean
}

const LAYOUTS = {
  wide: { size: 'wide', rowHeight: 76, panelStartsOpen: true, panelIsSheet: false },
  narrow: { size: 'narrow', rowHeight: 76, panelStartsOpen: false, panelIsSheet: false },
  line: { size: 'line', rowHeight: 54, panelStartsOpen: false, panelIsSheet: true },
  phone: { size: 'phone', rowHeight: 96, panelStartsOpen: false, panelIsSheet: true },
} as const satisfies Record<string, Layout>

const PHONE = '(max-width: 479px)'
const LINE = '(max-width: 899px), (max-height: 479px)'
const NARROW = '(max-width: 1199px)'

/** Read once until the window changes: asking the browser makes it work out the styles. */
let known: Layout | null = null
addEventListener('resize', () => {
  known = null
})

function layoutNow(): Layout {
  known ??= readLayout()
  return known
}

function readLayout(): Layout {
  if (matchMedia(PHONE).matches) return LAYOUTS.phone
  if (matchMedia(LINE).matches) return LAYOUTS.line
  return matchMedia(NARROW).matches ? LAYOUTS.narrow : LAYOUTS.wide
}

function subscribe(listener: () => void): () => void {
  addEventListener('resize', listener)
  return () => removeEventListener('resize', listener)
}

export function useLayout(): Layout {
  return useSyncExternalStore(subscribe, layoutNow)
}
