import { runAsSpu } from './asSpu.ts'
import { type Decision, difference, type Expectation, fromRun, withDecided } from './expectation.ts'
import type { RowBatch } from './rows.ts'

/** An array_map gets one record a call: as on an SPU whose batches hold no other record. */
export const arrayMap: Decision = async ({ world, row, expected, isAsExpected }) => {
  const kinds = await Promise.all(row.chain.map(({ module }) => world.kind(module)))
  if (!kinds.includes('array_map') || isAsExpected(expected)) return null
  const records: Expectation['records'][number][] = []
  let start = 0
  let last: Omit<Expectation, 'decided'> | null = null
  for (const [place, batch] of row.topic.batches.entries()) {
    for (let i = 0; i < batch.records.length && !last?.error; i++) {
      const batches: RowBatch[] = [
        ...row.topic.batches.slice(0, place),
        { ...batch, records: batch.records.slice(0, i + 1) },
      ]
      last = fromRun(await runAsSpu(world, { ...row, topic: { batches }, start }, [], start))
      // where the record is stored is sure: it was alone
      records.push(...last.records.map((record) => ({ ...record, offset: start })))
      start++
    }
  }
  const decided = difference('array-map', 'received', `${expected.records.length} records`, `${records.length} records`)
  const { error = null, text = null } = last ?? {}
  const lost = error !== null && error.code !== 6004
  return withDecided({ ...expected, records: lost ? [] : records, error, text }, decided)
}

const KINDS: Readonly<Record<string, string>> = {
  filter: 'Filter',
  map: 'Map',
  filter_map: 'FilterMap',
  array_map: 'ArrayMap',
  aggregate: 'Aggregate',
}

/** An error names the function that was called. */
export const errorKind: Decision = async ({ world, row, run, expected }) => {
  const step = run.frames.at(-1)?.error?.record?.step
  if (step === undefined || !expected.error) return null
  const kind = KINDS[(await world.kind(row.chain[step]!.module)) ?? ''] ?? ''
  if (kind === expected.error.kind) return null
  const decided = difference('error-kind', 'responses[0].error.kind', expected.error.kind, kind)
  const text = expected.text?.replace(/ {4}Type: .*/, `    Type: ${kind}`) ?? null
  return withDecided({ ...expected, error: { ...expected.error, kind }, text }, decided)
}
