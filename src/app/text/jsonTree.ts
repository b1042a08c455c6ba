import type { Span } from './span.ts'

/**
 * JSON as it stands in a text: nothing is converted, so a number keeps its exact text and an object keeps the order of
 * its keys and every key that appears twice. from and to are places in the text that was read.
 */
export type JsonNode = JsonScalar | JsonArray | JsonObject

interface JsonScalar extends Span {
  readonly kind: 'string' | 'number' | 'literal'
}

interface JsonArray extends Span {
  readonly kind: 'array'
  readonly items: readonly JsonNode[]
}

interface JsonObject extends Span {
  readonly kind: 'object'
  readonly fields: readonly JsonField[]
}

export interface JsonField extends Span {
  /** the key after unescaping */
  readonly name: string
  readonly value: JsonNode
}

/** Deeper than this is not read as JSON: the page walks the tree recursively. */
const MAX_DEPTH = 200

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings may not hold them, so they are named here
const STRING = /"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERAL = /true|false|null/y
const SPACE = /[ \t\n\r]*/y

/** Reads a whole text as JSON (RFC 8259). Null for anything else, also for trailing text and a byte order mark. */
export function readJson(text: string): JsonNode | null {
  const reader = new JsonReader(text)
  try {
    return reader.document()
  } catch (error) {
    if (error instanceof NotJson) return null
    throw error
  }
}

/** The exact text of a node. */
export function jsonText(text: string, node: Span): string {
  return text.slice(node.from, node.to)
}

class NotJson extends Error {}

class JsonReader {
  private at = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  document(): JsonNode {
    this.space()
    const node = this.value(0)
    this.space()
    if (this.at !== this.text.length) throw new NotJson()
    return node
  }

  private value(depth: number): JsonNode {
    if (depth > MAX_DEPTH) throw new NotJson()
    const from = this.at
    switch (this.text[from]) {
      case '{':
        return this.object(from, depth)
      case '[':
        return this.array(from, depth)
      case '"':
        return this.scalar('string', STRING, from)
      case 't':
      case 'f':
      case 'n':
        return this.scalar('literal', LITERAL, from)
      default:
        return this.scalar('number', NUMBER, from)
    }
  }

  private object(from: number, depth: number): JsonObject {
    const fields: JsonField[] = []
    this.list('}', () => {
      const start = this.at
      const key = this.scalar('string', STRING, start)
      this.space()
      if (!this.take(':')) throw new NotJson()
      this.space()
      const value = this.value(depth + 1)
      fields.push({ name: JSON.parse(jsonText(this.text, key)), value, from: start, to: value.to })
    })
    return { kind: 'object', fields, from, to: this.at }
  }

  private array(from: number, depth: number): JsonArray {
    const items: JsonNode[] = []
    this.list(']', () => {
      items.push(this.value(depth + 1))
    })
    return { kind: 'array', items, from, to: this.at }
  }

  /** From an opening bracket to behind the closing one. */
  private list(closing: string, element: () => void): void {
    this.at += 1
    this.space()
    if (this.take(closing)) return
    do {
      this.space()
      element()
      this.space()
    } while (this.take(','))
    if (!this.take(closing)) throw new NotJson()
  }

  private scalar(kind: JsonScalar['kind'], pattern: RegExp, from: number): JsonScalar {
    pattern.lastIndex = from
    if (!pattern.test(this.text)) throw new NotJson()
    this.at = pattern.lastIndex
    return { kind, from, to: this.at }
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false
    this.at += 1
    return true
  }

  private space(): void {
    SPACE.lastIndex = this.at
    SPACE.test(this.text)
    this.at = SPACE.lastIndex
  }
}
