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
 * Rows of the side `consume` from all groups for the real workers. Without compressed topics (the page has no codecs),
 * without long values (compared by their hash, in Node), and without modules that need more memory than the page gives.
 * @param count how many
 */
export async function browserSample(count: number): Promise<BrowserSample> {
  const rows = (await shippedRows()).filter((row) => row.side === 'consume' && !isCompressed(row) && !isLarge(row))
  const chosen = sample(rows, count)
  const guests = await shippedGuests()
  const names = new Set(chosen.flatMap(({ modules }) => modules))
  const written = [...names].map((name) => [name, Buffer.from(guests.get(name) ?? []).toString('base64')])
  return { rows: chosen, guests: Object.fromEntries(written) }
}

function isCompressed({ json }: CorpusRow): boolean {
  const { batches } = json.topic as { readonly batches: readonly { readonly compression?: string }[] }
  return batches.some(({ compression }) => compression !== undefined && compression !== 'none')
}

function isLarge({ line, modules }: CorpusRow): boolean {
  return /"(sha256|rep_b64)"/.test(line.text) || modules.some((name) => /^(w-mem|w-grow|hog)/.test(name))
}
