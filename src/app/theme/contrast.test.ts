import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Tokens = Readonly<Record<string, string>>

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')

/** Every rule that sets tokens, by its selector, with the media query around it if there is one. */
function readThemes(): Map<string, Tokens> {
  const themes = new Map<string, Tokens>()
  let media = ''
  for (const match of css.matchAll(/(@media[^{]*|[^{}@]*)\{|\}/g)) {
    const head = match[1]?.trim()
    if (head?.startsWith('@media')) media = `${head} `
    else if (head) {
      const start = match.index + match[0].length
      const body = css.slice(start, css.indexOf('}', start))
      const tokens = [...body.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value])
      themes.set(media + head, Object.fromEntries(tokens))
    } else if (
      css
        .slice(match.index + 1)
        .trimStart()
        .match(/^(:root|@media|$)/)
    )
      media = ''
  }
  return themes
}

const themes = readThemes()
const LIGHT = ':root'
const DARK = ':root[data-theme="dark"]'
const CONTRAST = ':root[data-theme="contrast"]'
const SYSTEM_DARK = '@media (prefers-color-scheme: dark) :root:not([data-theme="light"], [data-theme="contrast"])'
const MORE_CONTRAST = '@media (prefers-contrast: more) :root:not([data-theme="light"], [data-theme="dark"])'

const TEXT = ['text', 'text-muted', 'module', 'sensitive', 'changed', 'dropped', 'error', 'error-text', 'ok']
const ON_TINT = ['module', 'sensitive', 'changed', 'dropped', 'ok']
const EDGES = ['sensitive-edge', 'changed-edge', 'control-edge', 'focus', 'line', 'error', 'module']

/** Colour on colour, with the least ratio WCAG 2.2 asks for (1.4.3 text, 1.4.11 controls and marks). */
const PAIRS: readonly (readonly [string, string, number])[] = [
  ...['bg', 'panel'].flatMap((under) => [
    ...TEXT.map((name) => [name, under, 4.5] as const),
    ...EDGES.map((name) => [name, under, 3] as const),
  ]),
  ...ON_TINT.map((name) => [name, `${name}-tint`, 4.5] as const),
  ['error-text', 'error-tint', 4.5],
  // plain text stands on these too: a marked span in a value, a selected row
  ...['sensitive-tint', 'changed-tint', 'module-tint', 'error-tint', 'dropped-tint', 'ok-tint'].map(
    (tint) => ['text', tint, 4.5] as const,
  ),
  ['sensitive-edge', 'sensitive-tint', 3],
  ['changed-edge', 'changed-tint', 3],
]

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function ratio(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

test('the ratio is the one of WCAG', () => {
  expect(ratio('#ffffff', '#000000')).toBe(21)
  // computed by hand from the definition: #777777 on white
  expect(ratio('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

test('there is a set of tokens for each theme, and a system setting has the values of its theme', () => {
  expect([...themes.keys()].sort()).toEqual([LIGHT, DARK, CONTRAST, SYSTEM_DARK, MORE_CONTRAST].sort())
  const names = Object.keys(themes.get(LIGHT) ?? {})
  expect(names.length).toBeGreaterThan(20)
  for (const theme of themes.values()) expect(Object.keys(theme)).toEqual(names)
  expect(themes.get(SYSTEM_DARK)).toEqual(themes.get(DARK))
  expect(themes.get(MORE_CONTRAST)).toEqual(themes.get(CONTRAST))
})

describe.each([LIGHT, DARK, CONTRAST])('AC-53 %s', (selector) => {
  const tokens = themes.get(selector) ?? {}

  test.each(PAIRS)('%s on %s is at least %d', (over, under, least) => {
    const [a, b] = [tokens[over], tokens[under]]
    if (a === undefined || b === undefined) throw new Error(`no token --${a === undefined ? over : under}`)
    expect(ratio(a, b)).toBeGreaterThanOrEqual(least)
  })
})

describe('the table of the design', () => {
  // ux 20.1, ratios as they are printed there
  test.each([
    [LIGHT, 'text', 'bg', 17.17],
    [LIGHT, 'text', 'panel', 16.02],
    [LIGHT, 'module', 'module-tint', 7.69],
    [LIGHT, 'sensitive', 'sensitive-tint', 9.08],
    [LIGHT, 'control-edge', 'panel', 3.6],
    [DARK, 'text', 'bg', 14.77],
    [DARK, 'sensitive', 'sensitive-tint', 10.75],
    [DARK, 'control-edge', 'panel', 3.8],
    [DARK, 'error-text', 'error-tint', 9.42],
  ])('%s: %s on %s', (selector, over, under, printed) => {
    const tokens = themes.get(selector) ?? {}
    expect(ratio(tokens[over] ?? '', tokens[under] ?? '')).toBeCloseTo(printed, 1)
  })
})
