import { firstWorkspace, THEMES, type Theme, type Transform, type Workspace } from './workspace.ts'

/** The text that is saved. */
export function serializeWorkspace(workspace: Workspace): string {
  return JSON.stringify(workspace)
}

/**
 * Reads a saved workspace. What cannot be used falls back to its default, field by field: a workspace that another
 * version or a damaged profile left behind must never give a blank page.
 *
 * @returns the workspace, and whether anything in the text had to be replaced by a default
 */
export function parseWorkspace(text: string | null): { workspace: Workspace; damaged: boolean } {
  const first = firstWorkspace()
  if (text === null) return { workspace: first, damaged: false }
  let saved: unknown
  try {
    saved = JSON.parse(text)
  } catch {
    return { workspace: first, damaged: true }
  }
  if (!isObject(saved) || saved.version !== 1) return { workspace: first, damaged: true }
  const consumer = isObject(saved.consumer) ? saved.consumer : {}
  const savedChain = Array.isArray(consumer.chain) ? consumer.chain : []
  const chain = savedChain.map(parseTransform).filter((transform) => transform !== null)
  const workspace: Workspace = {
    version: 1,
    topic: isText(saved.topic) ? saved.topic : first.topic,
    consumer: {
      name: isText(consumer.name) ? consumer.name : first.consumer.name,
      answers: consumer.answers === 'spu' ? 'spu' : 'expected',
      chain,
    },
    leakPattern: typeof saved.leakPattern === 'string' ? saved.leakPattern : first.leakPattern,
    theme: THEMES.includes(saved.theme as Theme) ? (saved.theme as Theme) : first.theme,
    runOnChange: typeof saved.runOnChange === 'boolean' ? saved.runOnChange : first.runOnChange,
    synthetic: Array.isArray(saved.synthetic) ? saved.synthetic.filter(isText) : [],
    hintsClosed: Array.isArray(saved.hintsClosed) ? saved.hintsClosed.filter(isText) : [],
  }
  return { workspace, damaged: chain.length !== savedChain.length }
}

function parseTransform(saved: unknown): Transform | null {
  if (!isObject(saved)) return null
  const { id, name, fileName, sha256, origin, on, params } = saved
  if (!isText(id) || !isText(name) || !isText(fileName) || !isText(sha256) || !/^[0-9a-f]{64}$/.test(sha256))
    return null
  if (origin !== 'built in' && origin !== 'file') return null
  const entries = isObject(params)
    ? Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    : []
  return { id, name, fileName, sha256, origin, on: on === true, params: Object.fromEntries(entries) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
