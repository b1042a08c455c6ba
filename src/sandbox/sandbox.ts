import type { Chain } from '../smartengine/chainHost.ts'

/** What crosses wall 2: a chain, after the sandbox said that it is closed. */
export interface Sandbox extends Chain {
  /**
   * Resolves when the sandbox has booted.
   * @returns names of outward globals it can still reach. Empty, or the sandbox must not be used.
   */
  boot(): Promise<readonly string[]>
}
