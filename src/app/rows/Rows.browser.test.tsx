import { createRef } from 'react'
import { describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import type { Items } from './items.ts'
import { Rows } from './Rows.tsx'

const HEIGHT = 40
/** The third place holds no row. */
const items = (count: number): Items<{ id: string }> => ({
  count,
  rows: count - 1,
  itemAt: (index) => ({ id: `r${index}` }),
  rowsBefore: (index) => (index > 2 ? index - 1 : index),
  indexOfRow: (n) => (n < 2 ? n : n + 1),
  indexOf: (id) => Number(id.slice(1)),
  want: () => {},
  onRead: () => () => {},
})

/** A grid of `count` rows in 400 px; the third place is a gap. */
async function grid(count: number) {
  const log: string[] = []
  const box = createRef<HTMLDivElement>()
  const screen = await render(
    <div style={{ display: 'flex', flexDirection: 'column', height: 400 }}>
      <Rows
        label="records"
        items={items(count)}
        rowHeight={HEIGHT}
        selectedId={null}
        onSelect={(item) => log.push(item.id)}
        onOpen={(item) => log.push(`open ${item.id}`)}
        onEdit={(item) => log.push(`edit ${item.id}`)}
        draw={(item, props) => (props ? <div {...props}>{item.id}</div> : <div aria-hidden="true">gap</div>)}
        scroll={null}
        grid={box}
      />
    </div>,
  )
  const rows = () => [...(box.current?.querySelectorAll('[role="row"]') ?? [])]
  const focused = () => document.activeElement?.textContent
  return { screen, log, box, rows, focused }
}

describe('a grid of records', () => {
  it('draws all of few rows, and only the visible ones of many', async () => {
    const few = await grid(12)
    expect(few.rows()).toHaveLength(11)
    await few.screen.unmount()
    const many = await grid(20_000)
    expect(many.rows().length).toBeLessThan(60)
    expect(many.box.current?.getAttribute('aria-rowcount')).toBe('19999')
    many.box.current?.scrollTo({ top: 10_000 * HEIGHT })
    await expect.poll(() => many.rows().some((row) => row.textContent === 'r10003')).toBe(true)
  })

  it('is one tab stop; keys move in it and step over gaps', async () => {
    const { log, box, rows, focused } = await grid(12)
    expect(rows().filter((row) => row.getAttribute('tabindex') === '0')).toHaveLength(1)
    box.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    expect(focused()).toBe('r0')
    await userEvent.keyboard('{ArrowDown}')
    await expect.poll(focused).toBe('r1')
    await userEvent.keyboard('{ArrowDown}')
    await expect.poll(focused).toBe('r3')
    await userEvent.keyboard('{Enter}{F2}')
    expect(log).toContain('open r3')
    expect(log).toContain('edit r3')
    await userEvent.keyboard('{Control>}{End}{/Control}')
    await expect.poll(focused).toBe('r11')
  })

  it('a million rows: keys reach every place of a table that is higher than the browser allows', async () => {
    const { screen, box, rows, focused } = await grid(1_000_000)
    const element = box.current!
    expect(element.scrollHeight).toBeLessThan(33_000_000)
    box.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    await userEvent.keyboard('{Control>}{End}{/Control}')
    await expect.poll(focused).toBe('r999999')
    const last = document.activeElement!
    expect(last.getAttribute('aria-rowindex')).toBe('999999')
    expect(element.getAttribute('aria-rowcount')).toBe('999999')
    const below = () =>
      Math.abs(last.parentElement!.getBoundingClientRect().bottom - element.getBoundingClientRect().bottom)
    await expect.poll(below).toBeLessThan(2)
    await userEvent.keyboard('{ArrowUp}{PageUp}')
    await expect.poll(focused).toBe('r999989')
    element.scrollTop = element.scrollHeight / 2
    await expect.poll(() => rows().some((row) => row.textContent === 'r500000')).toBe(true)
    const tops = rows()
      .slice(0, -1)
      .map((row) => row.parentElement!.getBoundingClientRect().top)
    expect(tops.slice(1).every((top, i) => Math.abs(top - tops[i]! - HEIGHT) < 1)).toBe(true)
    // the row that keeps the focus does not make the table higher
    expect(element.scrollHeight).toBeLessThan(33_000_000)
    await userEvent.keyboard('{Control>}{Home}{/Control}')
    await expect.poll(focused).toBe('r0')
    await screen.unmount()
  })

  it('keeps the focused row while it is scrolled away', async () => {
    const { box, focused } = await grid(20_000)
    box.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    box.current?.scrollTo({ top: 5_000 * HEIGHT })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(focused()).toBe('r0')
  })
})
