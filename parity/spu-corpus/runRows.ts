import { ANSWERS, type Answers, type Difference } from './difference.ts'
import { EXCEPTIONS, exceptionOf } from './exceptions.ts'
import type { Guests } from './guests.ts'
import { replayRow } from './replayRow.ts'
import type { CorpusRow } from './rows.ts'

/** A difference, and what explains it. */
export interface Explained extends Difference {
  /** id of the rule in exceptions.ts that explains it */
  readonly exception: string | null
}

/** What one row came to in one mode. */
export interface RowResult {
  readonly row: CorpusRow
  readonly answers: Answers
  readonly differences: readonly Explained[]
  /** why it could not be replayed */
  readonly trouble: string | null
}

/** True when something differs that nothing explains. */
export function hasFailed({ differences, trouble }: RowResult): boolean {
  return trouble !== null || differences.some(({ rule, exception }) => rule === null && exception === null)
}

/** Replays a row in one mode. Never rejects: what goes wrong is in the result. */
export async function runRow(row: CorpusRow, guests: Guests, answers: Answers): Promise<RowResult> {
  const missing = row.modules.filter((name) => !guests.has(name))
  if (missing.length > 0) {
    const trouble = `module ${missing.join(', ')} is not among the guests; give its folder with --guests`
    return { row, answers, differences: [], trouble }
  }
  try {
    const found = await replayRow(row, guests, answers)
    const differences = found.map((difference) => {
      const exception = exceptionOf(row, difference)?.id ?? null
      // Answered as an SPU would, nothing is decided: the list of exceptions is the whole list.
      const rule = exception === null && answers === 'expected' ? difference.rule : null
      return { ...difference, rule, exception }
    })
    return { row, answers, differences, trouble: null }
  } catch (error) {
    const trouble = `could not be replayed: ${error instanceof Error ? error.message : String(error)}`
    return { row, answers, differences: [], trouble }
  }
}

/** How many rows something explains, by mode. */
export type RowCounts = Record<Answers, number>

/** The sum of a run. */
export class Tally {
  readonly failed = new Set<string>()
  readonly rows = new Set<string>()
  /** by exception rule; every rule is there */
  readonly exceptions = new Map<string, RowCounts>(EXCEPTIONS.map(({ id }) => [id, { spu: 0, expected: 0 }]))
  /** by decided difference */
  readonly decided = new Map<string, RowCounts>()
  /** rows that are the same in every field */
  readonly equal: RowCounts = { spu: 0, expected: 0 }

  add(result: RowResult): void {
    const { row, answers, differences } = result
    const key = `${row.line.file}:${row.line.number}`
    this.rows.add(key)
    if (hasFailed(result)) this.failed.add(key)
    else if (differences.length === 0) this.equal[answers]++
    count(this.exceptions, answers, new Set(differences.map(({ exception }) => exception)))
    count(this.decided, answers, new Set(differences.map(({ rule }) => rule)))
  }

  /** How the counts differ from those the rules state for the shipped corpus; empty when they are the same. */
  wrongCounts(modes: readonly Answers[] = ANSWERS): string[] {
    return EXCEPTIONS.flatMap(({ id, rows }) =>
      modes.flatMap((answers) => {
        const found = this.exceptions.get(id)?.[answers] ?? 0
        const stated = `exceptions.ts states ${rows[answers]} rows`
        return found === rows[answers]
          ? []
          : [`exception ${id} explains ${found} rows answered as ${answers}, ${stated}`]
      }),
    )
  }
}

function count(counts: Map<string, RowCounts>, answers: Answers, names: ReadonlySet<string | null>): void {
  for (const name of names) {
    if (name === null) continue
    const of = counts.get(name) ?? { spu: 0, expected: 0 }
    of[answers]++
    counts.set(name, of)
  }
}
