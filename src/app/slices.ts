/** Longest stretch of work between two pauses, in ms. A frame has 16, and the page needs its part of them. */
const SLICE_MS = 8

/**
 * Cuts long work on the page's thread into slices. Call the pause it returns often; it gives the thread away when a
 * slice is over, so that input, drawing and answers of the SPU come in between.
 */
export function createSlices(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < SLICE_MS) return
    await nextTask()
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
