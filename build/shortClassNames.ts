import { createHash } from 'node:crypto'
import { relative } from 'node:path'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/**
 * Names for the classes of CSS modules that take few bytes: the usual ones, with file and line in them, are a tenth of
 * the page's styles. Deterministic; two classes of the same name stop the build.
 * @returns for Vite's `css.modules.generateScopedName`
 */
export function shortClassNames(root: string): (name: string, file: string) => string {
  const taken = new Map<string, string>()
  return (name, file) => {
    const full = `${relative(root, file)} ${name}`
    const digest = createHash('sha256').update(full).digest()
    const short = `_${[...digest.subarray(0, 4)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}`
    const other = taken.get(short)
    if (other !== undefined && other !== full) throw new Error(`the classes ${other} and ${full} got the same name`)
    taken.set(short, full)
    return short
  }
}
