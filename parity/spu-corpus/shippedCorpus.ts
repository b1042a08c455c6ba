import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readLines } from './lines.ts'
import { type CorpusRow, readRow } from './rows.ts'

const FILES = ['corpus', 'partition', 'batch-bytes']

/** Paths of the files of the shipped corpus, from the current folder. */
export function shippedFiles(): string[] {
  return FILES.map((name) => relative('.', fileURLToPath(new URL(`data/${name}.jsonl.br`, import.meta.url))))
}

/** Every row of the shipped corpus. */
export async function shippedRows(): Promise<CorpusRow[]> {
  const files = await Promise.all(shippedFiles().map(readLines))
  return files.flat().map(readRow)
}

/** Up to `each` rows of every group, evenly spread over it. The same ones in every run. */
export function spread(rows: readonly CorpusRow[], each: number): CorpusRow[] {
  const groups = new Map<string, CorpusRow[]>()
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row])
  return [...groups.values()].flatMap((group) => {
    const step = Math.max(1, group.length / each)
    return Array.from({ length: Math.min(each, group.length) }, (_, i) => group[Math.floor(i * step)]!)
  })
}

/** So many rows, with every group in it as far as there are enough. The same ones in every run. */
export function sample(rows: readonly CorpusRow[], count: number): CorpusRow[] {
  let each = 1
  while (spread(rows, each).length < Math.min(count, rows.length)) each++
  const enough = spread(rows, each)
  return Array.from(
    { length: Math.min(count, rows.length) },
    (_, i) => enough[Math.floor((i * enough.length) / count)]!,
  )
}
