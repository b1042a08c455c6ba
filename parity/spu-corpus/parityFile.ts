import { readFile, writeFile } from 'node:fs/promises'
import { EXCEPTIONS } from './exceptions.ts'
import type { RowCounts, Tally } from './runRows.ts'

/** The SPU that gave the shipped corpus its answers. */
const SPU_BUILD = '0.18.2-dev-1 (bcce9f22b)'

/** What public/parity.json says of the shipped corpus. The page shows it; other runs add their own parts beside it. */
export interface SpuParity {
  /** version and commit of the SPU that was recorded */
  readonly build: string
  /** day of the run, YYYY-MM-DD */
  readonly date: string
  readonly rows: number
  /** rows with nothing unexplained in any mode */
  readonly passed: number
  readonly failed: number
  /** rows that are the same in every field, by mode */
  readonly equal: RowCounts
  /** rows in which a rule of exceptions.ts explains something */
  readonly exceptions: readonly ({ readonly id: string; readonly reason: string } & RowCounts)[]
  /** rows in which a decision of src/spu/differences.ts explains something */
  readonly differences: readonly ({ readonly id: string } & RowCounts)[]
}

/** The numbers of a run over the whole shipped corpus in all modes. */
export function spuParity(tally: Tally, date: Date): SpuParity {
  return {
    build: SPU_BUILD,
    date: date.toISOString().slice(0, 10),
    rows: tally.rows.size,
    passed: tally.rows.size - tally.failed.size,
    failed: tally.failed.size,
    equal: tally.equal,
    exceptions: EXCEPTIONS.map(({ id, reason }) => ({ id, reason, ...tally.exceptions.get(id)! })),
    differences: [...tally.decided].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, counts]) => ({ id, ...counts })),
  }
}

/** Puts the numbers of a run under `spu` in a JSON file and leaves the rest of it as it is. */
export async function writeParity(file: URL, spu: SpuParity): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '{}')
  const merged = { ...(JSON.parse(text) as Record<string, unknown>), spu }
  await writeFile(file, `${JSON.stringify(merged, null, 2)}\n`)
}
