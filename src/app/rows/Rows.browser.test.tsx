import { createRef } from 'react'
import { describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { Rows } from './Rows.tsx'

const HEIGHT = 40
const items = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `r${index}`, gap: index === 2 }))

/** A grid of `count` rows in 400 px; the third place is a gap. */
async function grid(count: number) {
  const log: string[] = []
  const box = createRef<HTMLDivElement>()
  const screen = await render(
    <div style={{ display: 'flex', flexDirection: 'column', height: 400 }}>
      <Rows
        label="records"
        items={items(count)}
        isRow={(item) => !item.gap}
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

  it('keeps the focused row while it is scrolled away', async () => {
    const { box, focused } = await grid(20_000)
    box.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    box.current?.scrollTo({ top: 5_000 * HEIGHT })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(focused()).toBe('r0')
  })
})
