import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

/** A node of a syntax tree (ESTree with JSX), as far as these tests look at it. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly [name: string]: unknown
}

const APP = fileURLToPath(new URL('../..', import.meta.url))

/** Source files under src/app whose path matches, tests left out; paths are relative to src/app. */
export function sourceFiles(pattern: RegExp): string[] {
  return readdirSync(APP, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => relative(APP, join(entry.parentPath, entry.name)))
    .filter((path) => pattern.test(path) && !path.includes('testing/'))
    .sort()
}

/** The syntax tree of a source text. */
export function parse(path: string, text: string): SyntaxNode {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join(', ')}`)
  return program as unknown as SyntaxNode
}

/** The syntax tree of a file of src/app. */
export function parseFile(path: string): SyntaxNode {
  return parse(path, readFileSync(join(APP, path), 'utf8'))
}

/** Visits a node and all below it, parents first. */
export function visit(node: SyntaxNode, see: (node: SyntaxNode, parents: readonly SyntaxNode[]) => void): void {
  const walk = (current: unknown, parents: readonly SyntaxNode[]): void => {
    if (Array.isArray(current)) {
      for (const item of current) walk(item, parents)
    } else if (isNode(current)) {
      see(current, parents)
      for (const child of Object.values(current)) walk(child, [...parents, current])
    }
  }
  walk(node, [])
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
