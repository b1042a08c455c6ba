/** What the user has open, as a value. Saved in the browser; records and modules are not in it, only their names. */
export interface Workspace {
  readonly version: 1
  readonly topic: string
  readonly consumer: Consumer
  readonly leakPattern: string
  readonly theme: Theme
  readonly runOnChange: boolean
  /** topics whose records were generated here or came with the page, under whatever name */
  readonly synthetic: readonly string[]
  /** hints of the first visit that were closed */
  readonly hintsClosed: readonly string[]
}

/** `expected`: as people expect; `spu`: exactly as an SPU would answer. */
export type Answers = 'expected' | 'spu'

interface Consumer {
  readonly name: string
  readonly answers: Answers
  readonly chain: readonly Transform[]
}

/** One step of a chain: a SmartModule with its params, on or off. */
export interface Transform {
  /** names the card, stays when the module behind it is replaced */
  readonly id: string
  readonly name: string
  readonly fileName: string
  readonly sha256: string
  readonly origin: 'built in' | 'file'
  readonly on: boolean
  readonly params: Readonly<Record<string, string>>
}

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const
export type Theme = (typeof THEMES)[number]

export const DEMO_TOPIC = 'accounts'
/** The built-in of the demo: its name and its file. */
export const DEMO_MODULE = { name: 'regex-scrubbing', file: 'regex-scrubbing.wasm' } as const
const DEMO_PATTERN = '\\d{3}-\\d{2}-\\d{4}'

/** The workspace of a first visit; its chain is filled when the demo's module is there. */
export function firstWorkspace(): Workspace {
  return {
    version: 1,
    topic: DEMO_TOPIC,
    consumer: { name: 'email-app', answers: 'expected', chain: [] },
    leakPattern: DEMO_PATTERN,
    theme: 'system',
    runOnChange: true,
    synthetic: [],
    hintsClosed: [],
  }
}

/** The steps that run: those that are on, in order. */
export function stepsOn(chain: readonly Transform[]): Transform[] {
  return chain.filter((transform) => transform.on)
}

/** The chain with the transform at `from` moved to `to`; both are clamped to the chain. */
export function moveTransform(chain: readonly Transform[], from: number, to: number): Transform[] {
  const moved = [...chain]
  const [transform] = moved.splice(from, 1)
  if (transform) moved.splice(Math.max(0, Math.min(to, moved.length)), 0, transform)
  return moved
}
