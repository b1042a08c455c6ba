import { parseArgs } from 'node:util'
import { ANSWERS, type Answers } from './difference.ts'
import { EXCEPTIONS } from './exceptions.ts'
import { type Guests, guestsIn, shippedGuests } from './guests.ts'
import { CorpusError, readLines } from './lines.ts'
import { spuParity, writeParity } from './parityFile.ts'
import { isAnswered } from './replayRow.ts'
import { type CorpusRow, readRow } from './rows.ts'
import { type Explained, hasFailed, type RowCounts, type RowResult, runRow, Tally } from './runRows.ts'
import { shippedFiles } from './shippedCorpus.ts'

const USAGE = `npm run corpus -- [FILE…] [--guests DIR] [--answers spu|expected] [--only PATTERN] [--all]

  FILE          rows to replay, JSON lines, plain or .gz or .br; none: the whole shipped corpus
  --guests DIR  folder with modules (NAME.wasm); they come before the shipped ones
  --answers     as an SPU answers, or as people expect; not given: both
  --only        only rows whose id contains PATTERN (* stands for anything)
  --all         print also differences that a rule explains`

const PARITY_FILE = new URL('../../public/parity.json', import.meta.url)

interface Options {
  readonly files: readonly string[]
  readonly guests: string | null
  readonly modes: readonly Answers[]
  readonly only: RegExp | null
  readonly all: boolean
}

/**
 * The command: replays corpus files and prints what differs; the last line is `N passed, N failed`. A run of the whole
 * shipped corpus in both modes writes public/parity.json.
 * @param print gets each line
 * @param parity where to write; null: nowhere
 * @returns exit code
 */
export async function runCorpus(
  args: readonly string[],
  print: (line: string) => void,
  parity: URL | null = PARITY_FILE,
): Promise<number> {
  try {
    const options = readOptions(args)
    if (!options) {
      print(USAGE)
      return 0
    }
    return await replay(options, print, parity)
  } catch (error) {
    if (!(error instanceof CorpusError)) throw error
    print(error.message)
    print('0 passed, 1 failed')
    return 1
  }
}

async function replay(options: Options, print: (line: string) => void, parity: URL | null): Promise<number> {
  const { files, modes, only, all } = options
  const shipped = files.length === 0
  const guests: Guests = new Map([
    ...(await shippedGuests()),
    ...(options.guests === null ? [] : await guestsIn(options.guests)),
  ])
  const { rows, refused } = await readRows(shipped ? shippedFiles() : files, print)
  const asked = only ? rows.filter(({ id }) => only.test(id)) : rows
  if (asked.length === 0 && refused === 0) throw new CorpusError('no row to replay')
  const tally = new Tally()
  for (const row of asked) {
    for (const answers of modes) {
      // Asked for one mode only, rows that know no modes are replayed in that one.
      if (!isAnswered(row, answers) && modes.length > 1) continue
      const result = await runRow(row, guests, answers)
      tally.add(result)
      for (const line of resultLines(result, all)) print(line)
    }
  }
  for (const line of countLines(tally, modes)) print(line)
  let problems = refused
  if (shipped && !only) {
    const wrong = tally.wrongCounts(modes)
    for (const line of wrong) print(line)
    problems += wrong.length
    if (parity && modes.length === ANSWERS.length) await writeParity(parity, spuParity(tally, new Date()))
  }
  const failed = tally.failed.size + problems
  print(`${tally.rows.size - tally.failed.size} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

async function readRows(files: readonly string[], print: (line: string) => void) {
  const rows: CorpusRow[] = []
  let refused = 0
  for (const file of files) {
    for (const line of await readLines(file)) {
      try {
        rows.push(readRow(line))
      } catch (error) {
        if (!(error instanceof CorpusError)) throw error
        print(error.message)
        refused++
      }
    }
  }
  return { rows, refused }
}

/** @returns null when help is asked for. @throws CorpusError */
function readOptions(args: readonly string[]): Options | null {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  let parsed: ReturnType<typeof parse>
  const parse = () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { guests: text, answers: text, only: text, all: flag, help: { ...flag, short: 'h' } },
    })
  try {
    parsed = parse()
  } catch (error) {
    throw new CorpusError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
  }
  const { values, positionals } = parsed
  if (values.help) return null
  const mode = ANSWERS.find((known) => known === values.answers)
  if (values.answers !== undefined && !mode) {
    throw new CorpusError(`--answers ${values.answers}: must be ${ANSWERS.join(' or ')}`)
  }
  return {
    files: positionals,
    guests: values.guests ?? null,
    modes: mode ? [mode] : ANSWERS,
    only: values.only === undefined ? null : pattern(values.only),
    all: values.all ?? false,
  }
}

function pattern(text: string): RegExp {
  const literal = (part: string) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(text.split('*').map(literal).join('.*'))
}

function resultLines(result: RowResult, all: boolean): string[] {
  const { row, answers, differences, trouble } = result
  const shown = all ? differences : differences.filter(({ rule, exception }) => rule === null && exception === null)
  if (shown.length === 0 && !hasFailed(result)) return []
  const where = `${row.id}  answered as ${answers}  (${row.line.file}:${row.line.number})`
  return [where, ...(trouble === null ? [] : [`  ${trouble}`]), ...shown.flatMap(differenceLines)]
}

function differenceLines({ field, expected, actual, rule, exception }: Explained): string[] {
  const why = rule ? `  decided: ${rule}` : exception ? `  exception: ${exception}` : ''
  return [`  ${field}${why}`, `    expected  ${shownValue(expected)}`, `    actual    ${shownValue(actual)}`]
}

function shownValue(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 400 ? `${text.slice(0, 400)}… (${text.length} characters)` : text
}

function countLines(tally: Tally, modes: readonly Answers[]): string[] {
  const table = (title: string, counts: readonly (readonly [string, RowCounts])[]) => {
    const lines = counts
      .filter(([, of]) => modes.some((mode) => of[mode] > 0))
      .map(([id, of]) =>
        `  ${id.padEnd(24)}${modes.map((mode) => `${mode} ${of[mode]}`.padEnd(16)).join('')}`.trimEnd(),
      )
    return lines.length === 0 ? [] : ['', title, ...lines]
  }
  return [
    ...table('Rows that are the same in every field', [['', tally.equal]]),
    ...table(
      'Rows with an exception (exceptions.ts)',
      EXCEPTIONS.map(({ id }) => [id, tally.exceptions.get(id)!]),
    ),
    ...table('Rows that differ by decision (src/spu/differences.ts)', [...tally.decided].sort()),
    '',
  ]
}
