import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'

/** A line of the table. */
export interface Row {
  readonly what: string
  /** what it came to, with its unit */
  readonly result: string
  /** what it has to come to, or nothing where it is for information */
  readonly target?: string
  readonly met?: boolean
  /** how the result is made up */
  readonly detail: string
}

/** What the numbers depend on. */
export interface Circumstances {
  readonly chromium: string
  /** ISO date and time */
  readonly date: string
  /** load averages before anything was measured */
  readonly load: readonly number[]
}

/** The machine's load now, of 1, 5 and 15 minutes. */
export function machineLoad(): number[] {
  return loadavg().map((load) => Math.round(load * 100) / 100)
}

/** The table with its circumstances, as Markdown. */
export function report(rows: readonly Row[], { chromium, date, load }: Circumstances): string {
  const cells = rows.map(({ what, result, target = '–', met, detail }) => [what, result, target, verdict(met), detail])
  const gib = (totalmem() / 2 ** 30).toFixed(0)
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench`. Speed is a ratio of two things measured side by side, in turns, in one run. Results are',
    'medians; in brackets, between what the middle half of the rounds lay. kB are 1024 bytes, gzip level 9.',
    '',
    `${date} · ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'} · ${gib} GiB · ${type()} ${release().split('-')[0]} ${process.arch} · ` +
      `Node ${process.versions.node} · Chromium ${chromium} · load before ${load.join(', ')}`,
    '',
    ...((load[0] ?? 0) > cpus().length ? ['The machine was busy with other work: take these as rough.', ''] : []),
    ...table([['What', 'Result', 'Target', 'Met', 'How'], ...cells]),
    '',
  ].join('\n')
}

/** Prints the report, says loudly what missed its target, and keeps a complete one, with notes.md, beside this file. */
export function publish(rows: readonly Row[], circumstances: Circumstances, complete: boolean): void {
  const text = report(rows, circumstances)
  console.log(text)
  const missed = rows.filter(({ met }) => met === false)
  for (const { what, result, target } of missed) console.log(`TARGET MISSED: ${what}: ${result}, target ${target}`)
  if (!complete) return
  const notes = readFileSync(new URL('./notes.md', import.meta.url), 'utf8')
  writeFileSync(new URL('./results.md', import.meta.url), `${text}\n${notes}`)
}

function verdict(met: boolean | undefined): string {
  if (met === undefined) return ''
  return met ? 'yes' : '**NO**'
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)]
}
