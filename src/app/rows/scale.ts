/** Browsers cap the height of an element: Chromium at 33,554,428 px. */
const MOST_PX = 30_000_000

/**
 * How many pixels of the table one pixel of scrolling stands for. 1 up to the cap; both sides have the same, so they
 * stay in step.
 */
export function scrollFactor(count: number, rowHeight: number): number {
  return Math.max(1, (count * rowHeight) / MOST_PX)
}

/** Height of the scrolled element, so that its end is the end of the table in a window of this height. */
export function scrolledHeight(count: number, rowHeight: number, windowHeight: number): number {
  const factor = scrollFactor(count, rowHeight)
  return factor === 1 ? count * rowHeight : (count * rowHeight - windowHeight) / factor + windowHeight
}
