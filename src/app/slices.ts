/** Longest stretch of work between two pauses, in ms. A frame has 16, and the page needs its part of them. */
const SLICE_MS = 8

/**
 * Cuts long work on the page's thread into slices. Call the pause it returns often; it gives the thread away when a
 * slice is over, so that input, drawing and answers of the SPU come in between.
 * @param wait resolves when the next slice may begin
 */
export function createSlices(wait: () => Promise<void> = nextTask): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < SLICE_MS) return
    await wait()
    since = performance.now()
  }
}

/** A task of its own, behind what waits already. A timer would wait 4 ms each time. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

/** Resolves when the page has nothing else to do: for work that nobody waits for. */
export function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 500 })
    else setTimeout(resolve, 20)
  })
}
