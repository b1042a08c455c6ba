import { shippedGuests } from './guests.ts'
import type { CorpusRow } from './rows.ts'
import { sample, shippedRows } from './shippedCorpus.ts'

/** Rows and their modules, as they cross from Node to a test in a browser. */
export interface BrowserSample {
  readonly rows: readonly CorpusRow[]
  /** base64 by name */
  readonly guests: Readonly<Record<string, string>>
}

/**
 * Rows of the side `consume` from all groups for the real workers. Without compressed topics: the page has no codecs.
 * @param count how many
 */
export async function browserSample(count: number): Promise<BrowserSample> {
  const rows = (await shippedRows()).filter(({ side, json }) => side === 'consume' && !isCompressed(json))
  const chosen = sample(rows, count)
  const guests = await shippedGuests()
  const names = new Set(chosen.flatMap(({ modules }) => modules))
  const written = [...names].map((name) => [name, Buffer.from(guests.get(name) ?? []).toString('base64')])
  return { rows: chosen, guests: Object.fromEntries(written) }
}

function isCompressed({ topic }: CorpusRow['json']): boolean {
  const { batches } = topic as { readonly batches: readonly { readonly compression?: string }[] }
  return batches.some(({ compression }) => compression !== undefined && compression !== 'none')
}
