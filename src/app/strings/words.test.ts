import { expect, test } from 'vitest'
import { parseFile, type SyntaxNode, sourceFiles, visit } from './testing/syntax.ts'

const STRINGS = sourceFiles(/^strings\//)

/**
 * Words of the right column of the design's word table (ux 3.4) and of its voice (22.1), as whole words. Left out,
 * because they have a right use that a list cannot tell from the wrong one:
 * "row" (of a table), "stream" (a consumer's), "crash" has its own rule below.
 */
const FORBIDDEN = [
  ...[
    'message',
    'messages',
    'event',
    'events',
    'queue',
    'channel',
    'index',
    'function',
    'functions',
    'lambda',
    'plugin',
  ],
  ...['pipeline', 'stage', 'server', 'broker', 'backend', 'input', 'inputs', 'output', 'outputs', 'state', 'window'],
  ...['lookbehind', 'arguments', 'config', 'configuration', 'exception', 'exceptions'],
  ...['oops', 'sorry', 'simply', 'just', 'please'],
]

/** Phrases of the design's own copy in which such a word is right. */
const ALLOWED = [
  /server side/g, // the title of the SPU's frame (4.2)
  /SmartModule function/g, // card D
  /(init|look_back|start) function/g, // cards E, I: exports of a module are functions
]

/** Every text in a strings file: names that are looked up in details and file names of imports are not text. */
function texts(program: SyntaxNode): string[] {
  const found: string[] = []
  visit(program, (node, parents) => {
    const parent = parents.at(-1)
    if (node.type === 'TemplateElement') found.push(String((node.value as { cooked?: string }).cooked))
    if (node.type !== 'Literal' || typeof node.value !== 'string') return
    const called = (parent?.callee as SyntaxNode | undefined)?.name
    const lookedUp =
      parent?.type === 'CallExpression' && ['numberOf', 'textOf', 'listOf', 'over'].includes(String(called))
    const typed = parents.some(({ type }) =>
      /^(Import|Export(All|Named)Declaration|TS(?!AsExpression|Satisfies))/.test(type),
    )
    const exported = parents.some(({ type }) => type === 'ExportNamedDeclaration')
    if (!lookedUp && (!typed || exported) && parent?.type !== 'ImportDeclaration' && parent?.type !== 'TSLiteralType') {
      found.push(node.value)
    }
  })
  return found
}

const all = STRINGS.flatMap((path) => texts(parseFile(path)).map((text) => ({ path, text })))

function breaks(text: string): string | null {
  const left = ALLOWED.reduce((rest, phrase) => rest.replace(phrase, ''), text)
  const word = FORBIDDEN.find((forbidden) => new RegExp(`\\b${forbidden}\\b`, 'i').test(left))
  if (word) return word
  if (/!/.test(left)) return '!'
  if (/something went wrong/i.test(left)) return 'something went wrong'
  // a headline may say "crashed (trap)", nothing else may say crash
  return /\bcrash/i.test(left) && !/crashed.*\(trap\)/.test(left) ? 'crash' : null
}

test('the rule finds what it is about', () => {
  expect(breaks('Oops, try again')).toBe('oops')
  expect(breaks('Done!')).toBe('!')
  expect(breaks('The output of the step')).toBe('output')
  expect(breaks('It crashed')).toBe('crash')
  expect(breaks('x crashed (trap)')).toBeNull()
  expect(breaks('adjusted, justified, statement')).toBeNull()
})

test('the scan reads the strings files', () => {
  const found = all.map(({ text }) => text)
  expect(found).toContain('No match reached the consumer.')
  expect(found.some((text) => text.includes('asked for this chain, so the SPU ran it'))).toBe(true)
  expect(found).toContain('Look for a loop that does not end. If it is only slow, press Keep going next time (30 s).')
  expect(all.length).toBeGreaterThan(300)
})

test('no text holds a forbidden word', () => {
  const broken = all.flatMap(({ path, text }) => {
    const word = breaks(text)
    return word === null ? [] : [`${path}: "${word}" in: ${text}`]
  })
  expect(broken).toEqual([])
})
