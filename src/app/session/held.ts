const KEY = 'playground.held'

let inMemory: string | null = null

/** The chain that was stopped for running too long or by Kill: it runs again only when somebody presses Run. */
export function loadHeld(): string | null {
  try {
    return localStorage.getItem(KEY) ?? inMemory
  } catch {
    return inMemory
  }
}

/** @param chain its signature, or null to release it */
export function saveHeld(chain: string | null): void {
  inMemory = chain
  try {
    if (chain === null) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, chain)
  } catch {
    // Storage is blocked: then it holds until the page is closed.
  }
}
