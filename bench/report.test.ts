import { expect, test } from 'vitest'
import { report } from './report.ts'

test('a table with its circumstances; a target that is missed stands out', () => {
  const rows = [
    { what: 'chain', result: '0.92 ×', target: '≥ 0.85 ×', met: true, detail: 'a' },
    { what: 'stream', result: '0.50 ×', target: '≥ 0.7 ×', met: false, detail: 'b' },
    { what: 'engine', result: 'skipped', detail: 'c' },
  ]
  const text = report(rows, { chromium: '156', date: '2026-11-24', load: [0, 0, 0] })
  const cells = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  expect(cells.slice(2)).toEqual([
    ['chain', '0.92 ×', '≥ 0.85 ×', 'yes', 'a'],
    ['stream', '0.50 ×', '≥ 0.7 ×', '**NO**', 'b'],
    ['engine', 'skipped', '–', '', 'c'],
  ])
  expect(text).toContain('2026-11-24 · ')
  expect(text).not.toContain('busy')
  expect(report(rows, { chromium: '156', date: '', load: [999, 0, 0] })).toContain('The machine was busy')
})
