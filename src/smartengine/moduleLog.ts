import type { LogLine } from './chainHost.ts'
import { LIMITS } from './limits.ts'

/** How many of the last lines go along with an error. */
const TAIL = 20

/** C0 controls, DEL and C1 controls, except tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a screen
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g

/** What one module printed in one stream, as lines. Bounded; control characters are drawn as symbols. */
export class ModuleLog {
  readonly #step: number
  #lines: LogLine[] = []
  /** the last lines, also those that were taken */
  #tail: string[] = []
  readonly #open: Record<1 | 2, OpenLine> = { 1: new OpenLine(), 2: new OpenLine() }
  #left = LIMITS.logBytes

  constructor(step: number) {
    this.#step = step
  }

  /** Adds bytes printed to stdout (1) or stderr (2). Bytes over the limit are dropped and a last line says so. */
  write(fd: 1 | 2, bytes: Uint8Array): void {
    if (this.#left <= 0) return
    const kept = bytes.subarray(0, this.#left)
    this.#left -= bytes.length
    const [first, ...rest] = this.#open[fd].add(kept).split('\n')
    this.#open[fd].text += first
    for (const text of rest) {
      this.#close(fd)
      this.#open[fd].text = text
    }
    if (this.#left <= 0) {
      this.#flush()
      this.#push(fd, `[truncated: more than ${LIMITS.logBytes} bytes printed]`)
    }
  }

  /** The lines since they were taken last, and what was printed without a line end. */
  take(): LogLine[] {
    this.#flush()
    const lines = this.#lines
    this.#lines = []
    return lines
  }

  /** The last lines, for an error. */
  tail(): readonly string[] {
    this.#flush()
    return this.#tail
  }

  #flush(): void {
    for (const fd of [1, 2] as const) if (this.#open[fd].text !== '') this.#close(fd)
  }

  #close(fd: 1 | 2): void {
    const text = this.#open[fd].text
    this.#open[fd].text = ''
    this.#push(fd, text.endsWith('\r') ? text.slice(0, -1) : text)
  }

  #push(fd: 1 | 2, raw: string): void {
    const text = raw.replace(CONTROLS, symbolOf)
    this.#lines.push({ step: this.#step, fd, text })
    this.#tail.push(text)
    if (this.#tail.length > TAIL) this.#tail.shift()
  }
}

/** A line that is being printed; a character may be cut between two writes. */
class OpenLine {
  text = ''
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  add(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes, { stream: true })
  }
}

/** ␀ to ␟ for the C0 controls, ␡ for DEL, the replacement character for C1. */
function symbolOf(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}
