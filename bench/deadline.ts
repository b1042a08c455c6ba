/** Longest wait for anything in a page, ms: a benchmark that waits for ever tells nothing. */
const LONGEST = 30_000

/** What the work comes to, or an error that says what was waited for. */
export async function inTime<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${LONGEST / 1000} s`)), LONGEST)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
