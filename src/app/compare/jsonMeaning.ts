import { type JsonNode, jsonText } from '../text/jsonTree.ts'

/** A JSON value in the text it was read from. */
export interface JsonSide {
  readonly text: string
  readonly node: JsonNode
}

/** What a JSON value means, as text: two values mean the same when these are equal. */
export interface Meaning {
  of(node: JsonNode): string
  /** the text as it stands in the value */
  exact(node: JsonNode): string
}

/**
 * Keys are sorted (equal keys keep their order), strings are unescaped and written the same way, and space is left
 * out. Numbers stay as they are written: 1.0 is not 1, and 9007199254740993 is not its neighbour.
 */
export function meaningOf({ text }: JsonSide): Meaning {
  const known = new Map<JsonNode, string>()
  const of = (node: JsonNode): string => {
    const before = known.get(node)
    if (before !== undefined) return before
    const meaning = write(node)
    known.set(node, meaning)
    return meaning
  }
  const write = (node: JsonNode): string => {
    switch (node.kind) {
      case 'object': {
        const fields = node.fields.map(({ name, value }) => ({ name: JSON.stringify(name), value: of(value) }))
        fields.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
        return `{${fields.map(({ name, value }) => `${name}:${value}`).join(',')}}`
      }
      case 'array':
        return `[${node.items.map(of).join(',')}]`
      case 'string':
        return JSON.stringify(JSON.parse(jsonText(text, node)))
      default:
        return jsonText(text, node)
    }
  }
  return { of, exact: (node) => jsonText(text, node) }
}
