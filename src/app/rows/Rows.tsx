import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import styles from './Rows.module.css'
import type { ScrollTogether } from './scrollTogether.ts'

/** From this many rows on only the visible ones are drawn. */
const DRAW_ALL_BELOW = 200
const OVERSCAN = 8

/** What a row's own element must carry: the grid's keys move the focus between such elements. */
export interface RowProps {
  readonly role: 'row'
  readonly 'aria-rowindex': number
  readonly 'aria-selected': boolean
  readonly tabIndex: 0 | -1
  readonly 'data-row': number
  readonly onFocus: () => void
}

/**
 * A grid of rows of one height: one tab stop, arrow keys move in it, only what is visible is drawn, and the focused
 * row is never unmounted. `draw` gets null props for a place that holds no row on this side: decoration only.
 */
export function Rows<T extends { readonly id: string }>({
  label,
  items,
  isRow,
  rowHeight,
  selectedId,
  onSelect,
  onOpen,
  onEdit,
  draw,
  scroll,
  grid,
}: {
  label: string
  items: readonly T[]
  isRow: (item: T) => boolean
  rowHeight: number
  selectedId: string | null
  onSelect: (item: T) => void
  onOpen: (item: T) => void
  onEdit?: (item: T) => void
  draw: (item: T, props: RowProps | null) => ReactNode
  scroll: ScrollTogether | null
  grid: RefObject<HTMLDivElement | null>
}) {
  const [view, setView] = useState({ top: 0, height: 1000 })
  const wanted = useRef<number | null>(null)
  // The focus has a place of its own: behind the closed curtain nothing is selected, and keys still move.
  const [focusedId, setFocusedId] = useState<string | null>(null)
  const selected = items.findIndex((item) => item.id === selectedId && isRow(item))
  const focused = items.findIndex((item) => item.id === focusedId && isRow(item))
  const stop = selected >= 0 ? selected : focused >= 0 ? focused : items.findIndex(isRow)

  useEffect(() => {
    const element = grid.current
    if (!element) return
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    const leave = scroll?.join(element)
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
      leave?.()
    }
  }, [grid, scroll])

  // Focus moves after the row it goes to has been drawn.
  useLayoutEffect(() => {
    if (wanted.current === null) return
    const row = grid.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`)
    if (row) {
      wanted.current = null
      row.focus({ preventScroll: true })
    }
  })

  // The focus waited here while the rows of a run that starts over were away.
  useLayoutEffect(() => {
    const element = grid.current
    if (element === null || document.activeElement !== element) return
    const row = element.querySelector<HTMLElement>('[role="row"][tabindex="0"]')
    if (row === null) return
    row.focus({ preventScroll: true })
    element.removeAttribute('tabindex')
  })

  function moveTo(index: number): void {
    const item = items[index]
    const element = grid.current
    if (!item || !element) return
    const top = index * rowHeight
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight - element.clientHeight
    wanted.current = index
    setFocusedId(item.id)
    onSelect(item)
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.row === undefined) return
    const at = Number(event.target.dataset.row)
    const item = items[at]
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1)
    const next = (from: number, by: number) => {
      const step = Math.sign(by)
      let index = Math.max(0, Math.min(items.length - 1, from + by))
      for (; index >= 0 && index < items.length; index += step) {
        const candidate = items[index]
        if (candidate && isRow(candidate)) return index
      }
      return from
    }
    const by = moveOf(event, page)
    if (by !== null) moveTo(by === Infinity ? next(items.length, -1) : by === -Infinity ? next(-1, 1) : next(at, by))
    else if (event.key === 'Enter' && item) onOpen(item)
    else if (event.key === 'F2' && item && onEdit) onEdit(item)
    else return
    event.preventDefault()
  }

  const all = items.length < DRAW_ALL_BELOW
  const first = all ? 0 : Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN)
  const last = all ? items.length : Math.min(items.length, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN)
  const drawn = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index)
  if (stop >= 0 && (stop < first || stop >= last)) drawn.push(stop)

  return (
    <div
      ref={grid}
      className={styles.grid}
      role="grid"
      aria-label={label}
      aria-rowcount={items.filter(isRow).length}
      onKeyDown={onKeyDown}
    >
      <div className={styles.canvas} style={{ height: items.length * rowHeight }} role="rowgroup">
        {drawn.map((index) => {
          const item = items[index]
          if (!item) return null
          const props: RowProps | null = isRow(item)
            ? {
                role: 'row',
                'aria-rowindex': index + 1,
                'aria-selected': index === selected,
                tabIndex: index === stop ? 0 : -1,
                'data-row': index,
                onFocus: () => {
                  setFocusedId(item.id)
                  onSelect(item)
                },
              }
            : null
          return (
            <div
              key={item.id}
              className={styles.slot}
              style={{ top: index * rowHeight, height: rowHeight }}
              role="presentation"
            >
              {draw(item, props)}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** How far a key moves in the table: rows, or to an end of it; null for any other key. */
function moveOf({ key, ctrlKey }: KeyboardEvent, page: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return 1
    case 'ArrowUp':
      return -1
    case 'PageDown':
      return page
    case 'PageUp':
      return -page
    case 'Home':
      return ctrlKey ? -Infinity : null
    case 'End':
      return ctrlKey ? Infinity : null
    default:
      return null
  }
}
