import type { JsonField, JsonNode } from '../text/jsonTree.ts'
import type { Span } from '../text/span.ts'
import type { ChangedField, JsonComparison, OneSidedField, RenamedField } from './comparison.ts'
import { type JsonSide, type Meaning, meaningOf } from './jsonMeaning.ts'
import { pairItems } from './pairItems.ts'

/** Fields of one side only are kept with their parent, because a renamed field stays in its object. */
interface Lonely extends OneSidedField {
  readonly parent: string
  readonly meaning: string
}

/** Compares two JSON values field by field. */
export function compareJson(before: JsonSide, after: JsonSide): JsonComparison {
  const found = walk(before, after)
  const renamed: RenamedField[] = []
  const removed = [...found.removed]
  const added = found.added.filter((field) => {
    const index = renamedFrom(field, removed, found.added)
    const from = removed[index]
    if (!from) return true
    removed.splice(index, 1)
    renamed.push({ from: from.path, to: field.path, text: field.text })
    return false
  })
  const { kept, changed, duplicateKeys } = found
  return {
    by: 'json',
    kept,
    added: added.map(onlyText),
    removed: removed.map(onlyText),
    changed,
    renamed,
    duplicateKeys,
  }
}

/** What differs in the second value, as ranges of its text: the values of changed fields, and added fields whole. */
export function jsonChangedSpans(before: JsonSide, after: JsonSide): Span[] {
  return walk(before, after).spans
}

function walk(before: JsonSide, after: JsonSide) {
  const [left, right] = [meaningOf(before), meaningOf(after)]
  const kept: OneSidedField[] = []
  const added: Lonely[] = []
  const removed: Lonely[] = []
  const changed: ChangedField[] = []
  const spans: Span[] = []
  let duplicateKeys = false

  const lonely = (side: Meaning, node: JsonNode, path: string, parent: string): Lonely => {
    return { path, parent, text: side.exact(node), meaning: side.of(node) }
  }

  const both = (a: JsonNode, b: JsonNode, path: string): void => {
    if (left.of(a) === right.of(b)) {
      kept.push({ path, text: right.exact(b) })
    } else if (a.kind === 'object' && b.kind === 'object') {
      objects(a.fields, b.fields, path)
    } else if (a.kind === 'array' && b.kind === 'array') {
      arrays(a.items, b.items, path)
    } else {
      changed.push({ path, before: left.exact(a), after: right.exact(b) })
      spans.push({ from: b.from, to: b.to })
    }
  }

  const objects = (a: readonly JsonField[], b: readonly JsonField[], path: string): void => {
    const [mine, theirs] = [byName(a), byName(b)]
    duplicateKeys ||= a.length > new Set(a.map(({ name }) => name)).size
    duplicateKeys ||= b.length > new Set(b.map(({ name }) => name)).size
    for (const [name, field] of mine) {
      const other = theirs.get(name)
      if (other) both(field.value, other.value, fieldPath(path, name))
      else removed.push(lonely(left, field.value, fieldPath(path, name), path))
    }
    for (const [name, field] of theirs) {
      if (mine.has(name)) continue
      added.push(lonely(right, field.value, fieldPath(path, name), path))
      spans.push({ from: field.from, to: field.to })
    }
  }

  const arrays = (a: readonly JsonNode[], b: readonly JsonNode[], path: string): void => {
    for (const [mine, theirs] of pairItems(a.map(left.of), b.map(right.of))) {
      const [item, other] = [a[mine ?? -1], b[theirs ?? -1]]
      const at = `${path}[${theirs ?? mine}]`
      if (item && other) both(item, other, at)
      else if (item) removed.push(lonely(left, item, at, at))
      else if (other) {
        added.push(lonely(right, other, at, at))
        spans.push({ from: other.from, to: other.to })
      }
    }
  }

  both(before.node, after.node, '')
  return { kept, added, removed, changed, spans: spans.sort((a, b) => a.from - b.from), duplicateKeys }
}

/**
 * A field was renamed when exactly one field of the same object went and exactly one came with the same value.
 * Values that say little (true, null, "", 0 …) prove nothing.
 */
function renamedFrom(field: Lonely, removed: readonly Lonely[], added: readonly Lonely[]): number {
  if (field.meaning.length < 3 || /^(true|false|null)$/.test(field.meaning)) return -1
  const same = (other: Lonely) => other.parent === field.parent && other.meaning === field.meaning
  if (added.filter(same).length !== 1 || removed.filter(same).length !== 1) return -1
  return removed.findIndex(same)
}

/** Fields by name; the 2nd of a name is "name (2)". */
function byName(fields: readonly JsonField[]): Map<string, JsonField> {
  const named = new Map<string, JsonField>()
  for (const field of fields) {
    let name = field.name
    for (let n = 2; named.has(name); n += 1) name = `${field.name} (${n})`
    named.set(name, field)
  }
  return named
}

function fieldPath(path: string, name: string): string {
  const plain = /^[\p{L}\p{N}_$ ()-]+$/u.test(name)
  if (!plain) return `${path}[${JSON.stringify(name)}]`
  return path === '' ? name : `${path}.${name}`
}

function onlyText({ path, text }: Lonely): OneSidedField {
  return { path, text }
}
