import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useReducer,
  useRef,
  useState,
} from 'react'
import type { Items } from './items.ts'
import styles from './Rows.module.css'
import { scrolledHeight, scrollFactor } from './scale.ts'
import type { ScrollTogether } from './scrollTogether.ts'

/** From this many rows on only the visible ones are drawn. */
const DRAW_ALL_BELOW = 200
const OVERSCAN = 8
/** Windows of rows that are read before they are reached. */
const AHEAD = 12

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
  items: Items<T>
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
  const isRow = (index: number) => index >= 0 && items.rowsBefore(index + 1) > items.rowsBefore(index)
  const rowOf = (id: string | null) => {
    const index = id === null ? -1 : items.indexOf(id)
    return isRow(index) ? index : -1
  }
  const selected = rowOf(selectedId)
  const focused = rowOf(focusedId)
  const stop = selected >= 0 ? selected : focused >= 0 ? focused : items.indexOfRow(0)
  const factor = scrollFactor(items.count, rowHeight)
  const top = view.top * factor

  // Records whose bytes were on their way are drawn when they have come.
  const [, redraw] = useReducer((times: number) => times + 1, 0)
  useEffect(() => items.onRead(redraw), [items])

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
    const item = items.itemAt(index)
    const element = grid.current
    if (!item || !element) return
    const [from, to] = [index * rowHeight, (index + 1) * rowHeight]
    const shown = element.scrollTop * factor
    if (from < shown) element.scrollTop = from / factor
    else if (to > shown + element.clientHeight) element.scrollTop = (to - element.clientHeight) / factor
    wanted.current = index
    setFocusedId(item.id)
    onSelect(item)
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.row === undefined) return
    const at = Number(event.target.dataset.row)
    const item = items.itemAt(at)
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1)
    /** the row at a place or the next one that way; at the end of the table, the one where the focus is */
    const next = (by: number) => {
      const to = Math.max(0, Math.min(items.count - 1, at + by))
      const index = items.indexOfRow(by > 0 ? items.rowsBefore(to) : items.rowsBefore(to + 1) - 1)
      return index < 0 ? at : index
    }
    const by = moveOf(event, page)
    if (by === Infinity) moveTo(items.indexOfRow(items.rows - 1))
    else if (by === -Infinity) moveTo(items.indexOfRow(0))
    else if (by !== null) moveTo(next(by))
    else if (event.key === 'Enter' && item) onOpen(item)
    else if (event.key === 'F2' && item && onEdit) onEdit(item)
    else return
    event.preventDefault()
  }

  const all = items.count < DRAW_ALL_BELOW
  const first = all ? 0 : Math.max(0, Math.floor(top / rowHeight) - OVERSCAN)
  const last = all ? items.count : Math.min(items.count, Math.ceil((top + view.height) / rowHeight) + OVERSCAN)
  const height = scrolledHeight(items.count, rowHeight, view.height)
  // Drawn where the window is: a row that keeps the focus far away stays inside the canvas.
  const topOf = (index: number) => Math.max(0, Math.min(index * rowHeight - top + view.top, height - rowHeight))
  const drawn = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index)
  if (stop >= 0 && (stop < first || stop >= last)) drawn.push(stop)

  // What comes next in the direction of scrolling is read before it is seen.
  const before = useRef(0)
  useEffect(() => {
    const ahead = (last - first) * AHEAD
    if (first < before.current) items.want(first - ahead, last)
    else items.want(first, last + ahead)
    before.current = first
  }, [items, first, last])

  return (
    <div
      ref={grid}
      className={styles.grid}
      role="grid"
      aria-label={label}
      aria-rowcount={items.rows}
      onKeyDown={onKeyDown}
    >
      <div className={styles.canvas} style={{ height }} role="rowgroup">
        {drawn.map((index) => {
          const item = items.itemAt(index)
          if (!item) return null
          const props: RowProps | null = isRow(index)
            ? {
                role: 'row',
                'aria-rowindex': items.rowsBefore(index) + 1,
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
              style={{ top: topOf(index), height: rowHeight }}
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
