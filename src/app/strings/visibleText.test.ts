// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the sources under test hold templates
import { describe, expect, test } from 'vitest'
import { isNode, parse, parseFile, type SyntaxNode, sourceFiles, visit } from './testing/syntax.ts'

/** Attributes whose text somebody sees or hears. */
const SPOKEN = [
  'title',
  'placeholder',
  'alt',
  'label',
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
]

/**
 * Not language: names of keys ("Ctrl+J", "Alt+↑"), of file types (".wasm"), and signs without a word.
 * A single letter is a sign too (the "A" of a text size button).
 */
const NOT_LANGUAGE = /^(?:[^\p{L}]|\b(?:Ctrl|Alt|Shift|Esc|Enter|F\d+)\b|\.[a-z]+\b|\b\p{L}\b)*$/u

/** Texts that a component shows without taking them from the strings file: "line: text". */
function visibleLiterals(program: SyntaxNode): string[] {
  const found: string[] = []
  const add = (text: unknown) => {
    if (typeof text === 'string' && !NOT_LANGUAGE.test(text)) found.push(text.trim())
  }
  visit(program, (node, parents) => {
    if (node.type === 'JSXText') add(node.value)
    if (node.type === 'Literal' || node.type === 'TemplateElement') {
      const shown = shownBy(node, parents)
      if (shown) add(node.type === 'Literal' ? node.value : cooked(node))
    }
  })
  return found
}

function cooked(node: SyntaxNode): unknown {
  const { value } = node
  return typeof value === 'object' && value !== null && 'cooked' in value ? value.cooked : undefined
}

/** True for a literal whose value becomes a child of an element, or of an attribute that is seen or heard. */
function shownBy(node: SyntaxNode, parents: readonly SyntaxNode[]): boolean {
  let child = node
  for (const parent of [...parents].reverse()) {
    switch (parent.type) {
      case 'ConditionalExpression':
        if (parent.test === child) return false
        break
      case 'LogicalExpression':
        if (parent.left === child && parent.operator === '&&') return false
        break
      case 'BinaryExpression':
        if (parent.operator !== '+') return false
        break
      case 'TemplateLiteral':
        break
      case 'JSXExpressionContainer':
        break
      case 'JSXElement':
      case 'JSXFragment':
        return true
      case 'JSXAttribute': {
        const name = isNode(parent.name) ? parent.name.name : ''
        return typeof name === 'string' && SPOKEN.includes(name)
      }
      default:
        return false
    }
    child = parent
  }
  return false
}

describe('the scan', () => {
  test.each([
    ['<p>Hello there</p>', ['Hello there']],
    ['<p>{"Hello"} {`Bye ${name}`}</p>', ['Hello', 'Bye']],
    ['<p>{ok ? "Yes" : t.no}</p>', ['Yes']],
    ['<p>{ok && "Yes"}</p>', ['Yes']],
    ['<p>{kind === "map" && t.map}</p>', []],
    ['<p>{count + " records"}</p>', ['records']],
    ['<button title="Close it" aria-label={`Close ${name}`} className="quiet" />', ['Close it', 'Close']],
    ['<p className="a" data-kind="warning">{t.text} · {f("x")}</p>', []],
    ['<p title="Ctrl+J">✖ ▸ Alt+↑ <b>.wasm</b> A+</p>', []],
  ])('%s', (jsx, expected) => {
    expect(visibleLiterals(parse('x.tsx', `const x = ${jsx}`))).toEqual(expected)
  })
})

const COMPONENTS = sourceFiles(/\.tsx$/)

test('there are components to scan', () => {
  expect(COMPONENTS.length).toBeGreaterThan(0)
})

test.each(COMPONENTS)('%s takes its text from the strings file', (path) => {
  expect(visibleLiterals(parseFile(path))).toEqual([])
})
