/** What the leak check looks for. */
export type LeakPattern =
  /** text without anything special in it: a substring search, case as typed */
  | { readonly kind: 'text'; readonly source: string; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string; readonly regex: RegExp }

export interface PatternError {
  /** the browser's own reason: "Unterminated group" */
  readonly error: string
}

/** Characters that make a text a regular expression. */
const SPECIAL = /[\\^$.*+?()[\]{}|]/
const SLASHED = /^\/(.*)\/([a-z]*)$/s
/** Flags a person may write after the last slash. g and u are always on. */
const FLAGS = /^[imsgu]*$/

/** A byte that is not UTF-8 is a half surrogate here (text/utf8.ts): nothing may match it. */
const NOT_A_STRAY = '(?![\\uDC80-\\uDCFF])'

/**
 * Reads what stands in the leak check's field (ux 5.2). A text with none of \ ^ $ . * + ? ( ) [ ] { } | is searched as
 * it is; anything else, and anything between slashes (with flags i, m, s), is a JavaScript regular expression with
 * Unicode on, in which \d is every decimal digit of Unicode, as in Rust's regex.
 * @returns null for an empty field
 */
export function compilePattern(source: string): LeakPattern | PatternError | null {
  if (source === '') return null
  const slashed = SLASHED.exec(source)
  const flags = slashed?.[2] ?? ''
  if (slashed && !FLAGS.test(flags)) return { error: `Invalid flags ${flags}` }
  if (!slashed && !SPECIAL.test(source)) return { kind: 'text', source, text: source }
  const body = slashed?.[1] ?? source
  if (body === '') return null
  const own = [...new Set(flags.replace(/[gu]/g, ''))].join('')
  try {
    // as it was typed first, so that the reason is about what was typed
    new RegExp(body, `u${own}`)
    return { kind: 'regex', source, regex: new RegExp(rewrite(body), `gu${own}`) }
  } catch (error) {
    return { error: reason(error) }
  }
}

/** A pattern that finds exactly this text. */
export function patternForText(text: string): string {
  return SPECIAL.test(text) || SLASHED.test(text) ? text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : text
}

/** \d, \D and the guards against stray bytes. The body is known to be valid with the u flag. */
function rewrite(body: string): string {
  const token = /\\[pP]\{[^}]*\}|\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\./g
  return body.replace(token, (part) => {
    if (part.startsWith('[')) return rewriteClass(part)
    if (part === '\\d') return '\\p{Nd}'
    if (part === '\\D') return guard('\\P{Nd}')
    return part === '.' || /^\\[pPWS]/.test(part) ? guard(part) : part
  })
}

function rewriteClass(part: string): string {
  const own = part.replace(/\\[\s\S]/g, (escaped) => {
    if (escaped === '\\d') return '\\p{Nd}'
    return escaped === '\\D' ? '\\P{Nd}' : escaped
  })
  // [0-9a-f\d] can never match a stray byte; only classes that could are guarded
  return part.startsWith('[^') || /\\[DSWpPu]|[^\0-\x7f]/.test(part) ? guard(own) : own
}

function guard(atom: string): string {
  return `(?:${NOT_A_STRAY}${atom})`
}

/** The reason alone; engines put the whole pattern in front of it. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.slice(text.lastIndexOf(': ') + 1).trim()
}
